using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>The sums of a matrix product by the machine code of <see cref="DotProductCode"/>, which leaves them where they belong.</summary>
internal static unsafe class DotProductSums
{
    /// <summary>Rows up to which a tile takes four panels: more would not fit in the registers.</summary>
    private const int RowsOfWideTile = 2;

    private const int WideTile = DotProductCode.MostPanels;

    /// <summary>Computes all sums. Panels are divided among threads.</summary>
    internal static void Run(in ConvolutionArguments arguments)
    {
        ref readonly var geometry = ref arguments.Geometry;
        var groups = (PackedWeights.Panels(geometry) + WideTile - 1) / WideTile;
        fixed (ConvolutionArguments* pinned = &arguments)
        {
            var job = new ConvolutionJob(pinned, ParallelLoop.Parts(geometry.MultiplyAdds, groups), byPanels: true);
            ParallelLoop.Run(job.Parts, &RunPart, &job);
        }
    }

    [SkipLocalsInit]
    private static void RunPart(void* context, int item)
    {
        var job = (ConvolutionJob*)context;
        ref readonly var arguments = ref *job->Arguments;
        var (panel, end) = ParallelLoop.Part(PackedWeights.Panels(arguments.Geometry), WideTile, job->Parts, item);
        var noBias = stackalloc int[WideTile * PackedWeights.Panel];
        if (arguments.Bias == null)
        {
            new Span<int>(noBias, WideTile * PackedWeights.Panel).Clear();
        }

        var noOffset = 0L;
        long tapBytes = KernelChecks.RowStride(arguments.Geometry.InputChannels);
        var call = new DotProductCall
        {
            RowStep = tapBytes,
            TapOffsets = &noOffset,
            Taps = 1,
            TapBytes = tapBytes,
            PanelBytes = tapBytes * PackedWeights.Panel,
            Bias = noBias,
            SumsStep = (long)arguments.Output.SumsRows * PackedWeights.Panel * sizeof(int),
        };
        var most = arguments.Geometry.OutputPixels <= RowsOfWideTile ? WideTile : 2;
        while (panel < end)
        {
            // There is no code for three panels: they are two and one.
            var panels = end - panel >= most ? most : end - panel >= 2 ? 2 : 1;
            call.Weights = arguments.Weights + (panel * call.PanelBytes);
            call.Bias = arguments.Bias == null ? noBias : arguments.Bias + (panel * PackedWeights.Panel);
            RunPanels(arguments, &call, (int)panel, (int)panels);
            panel += panels;
        }
    }

    /// <summary>All rows with some panels, in tiles of equal size.</summary>
    private static void RunPanels(in ConvolutionArguments arguments, DotProductCall* call, int panel, int panels)
    {
        var left = arguments.Geometry.OutputPixels;
        call->Input = arguments.Input;
        call->Sums = arguments.Output.SumsOf(0, panel * PackedWeights.Panel);
        for (var tiles = (left + DotProductCode.MostRows - 1) / DotProductCode.MostRows; tiles > 0; tiles--)
        {
            var rows = (left + tiles - 1) / tiles;
            DotProductCode.Run(call, rows, panels);
            call->Input += rows * call->RowStep;
            call->Sums += rows * PackedWeights.Panel;
            left -= rows;
        }
    }
}
