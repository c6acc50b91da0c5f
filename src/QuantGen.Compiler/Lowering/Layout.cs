using QuantGen.Plan;

namespace QuantGen.Compiler.Lowering;

/// <summary>The order in which a value's elements lie in memory.</summary>
internal abstract record Layout
{
    /// <summary>Row-major, as ONNX has it.</summary>
    public static readonly Layout Plain = new PlainLayout();

    /// <summary>[N, C, spatial...] stored as [N, spatial..., C].</summary>
    public static readonly Layout ChannelsLast = new ChannelsLastLayout();

    public sealed record PlainLayout : Layout;

    public sealed record ChannelsLastLayout : Layout;

    /// <summary>A [N, C * spatial] value that was flattened from a channels-last one and keeps that order: [N, spatial, C].</summary>
    /// <param name="Channels">C, without padding.</param>
    /// <param name="Spatial">Elements of a channel.</param>
    public sealed record FlattenedLayout(int Channels, int Spatial) : Layout;
}

/// <summary>What the elements are.</summary>
internal enum Storage
{
    /// <summary>The value's own ONNX type.</summary>
    Native,

    /// <summary>uint8 with the value's scale and zero point, rows padded to a multiple of 4.</summary>
    Quantized,
}

/// <summary>One way in which a value can be in memory.</summary>
internal readonly record struct Form(Storage Storage, Layout Layout)
{
    public static readonly Form NativePlain = new(Storage.Native, Layout.Plain);
    public static readonly Form NativeChannelsLast = new(Storage.Native, Layout.ChannelsLast);
    public static readonly Form QuantizedPlain = new(Storage.Quantized, Layout.Plain);
    public static readonly Form QuantizedChannelsLast = new(Storage.Quantized, Layout.ChannelsLast);

    public bool IsQuantized => Storage == Storage.Quantized;
}
