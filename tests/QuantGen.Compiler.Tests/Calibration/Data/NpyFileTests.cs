using System.Text;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Plan;
using Xunit;

namespace QuantGen.Compiler.Tests.Calibration.Data;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Fact]
    public void Every_type_that_is_written_is_read()
    {
        RoundTrip<float>(PlanElementType.Float32, -1.5f, 0, 3e38f);
        RoundTrip<double>(PlanElementType.Float64, -1.5, 0, 1e300);
        RoundTrip(PlanElementType.Float16, (Half)(-1.5f), (Half)0, (Half)65504);
        RoundTrip<sbyte>(PlanElementType.Int8, -128, 0, 127);
        RoundTrip<byte>(PlanElementType.UInt8, 0, 1, 255);
        RoundTrip<short>(PlanElementType.Int16, short.MinValue, 0, short.MaxValue);
        RoundTrip<ushort>(PlanElementType.UInt16, 0, 1, ushort.MaxValue);
        RoundTrip(PlanElementType.Int32, int.MinValue, 0, int.MaxValue);
        RoundTrip<uint>(PlanElementType.UInt32, 0, 1, uint.MaxValue);
        RoundTrip(PlanElementType.Int64, long.MinValue, 0, long.MaxValue);
        RoundTrip<ulong>(PlanElementType.UInt64, 0, 1, ulong.MaxValue);
        RoundTrip(PlanElementType.Bool, true, false, true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Versions_one_to_three_are_read(byte version)
    {
        const string Header = "{'descr': '<i2', 'fortran_order': False, 'shape': (3L,), }";
        File.WriteAllBytes(_folder["a.npy"], Array(version, Header, [1, 0, 2, 0, 0xFF, 0xFF]));

        Assert.Equal([1f, 2, -1], NpyFile.ReadAll<float>(_folder["a.npy"], out var shape));
        Assert.Equal([3], shape);
    }

    [Fact]
    public void Header_is_padded_to_64_bytes_as_numpy_does()
    {
        NpyFile.Write<float>(_folder["a.npy"], [1, 2, 3], 3);

        var bytes = File.ReadAllBytes(_folder["a.npy"]);
        Assert.Equal(128 + 12, bytes.Length);
        Assert.Equal(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }".PadRight(117) + "\n",
            Encoding.ASCII.GetString(bytes, 10, 118));
    }

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "element type")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "element type")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "plain element type")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }", "Fortran")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1000,), }", "truncated")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "dimension")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 2000000000, 2000000000, 9), }", "too large")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "shape")]
    [InlineData("", "plain element type")]
    public void Header_that_cannot_be_used_is_refused(string dictionary, string reason)
    {
        File.WriteAllBytes(_folder["a.npy"], Array(1, dictionary, new byte[16]));

        var exception = Assert.Throws<InvalidDataException>(() => NpyFile.Open(_folder["a.npy"]));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_prefix_of_a_file_is_refused()
    {
        NpyFile.Write<float>(_folder["a.npy"], [1, 2], 2);
        var bytes = File.ReadAllBytes(_folder["a.npy"]);

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => NpyFile.Open(new MemoryStream(bytes, 0, length), length));
        }
    }

    [Fact]
    public void Unknown_version_is_refused()
    {
        var bytes = Array(4, "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", new byte[4]);

        Assert.Throws<InvalidDataException>(() => NpyFile.Open(new MemoryStream(bytes), bytes.Length));
    }

    private static byte[] Array(byte version, string dictionary, byte[] data)
    {
        var header = Encoding.ASCII.GetBytes(dictionary + "\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes(header.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. header, .. data];
    }

    private void RoundTrip<T>(PlanElementType type, params T[] values)
        where T : unmanaged
    {
        NpyFile.Write<T>(_folder["a.npy"], values, 1, values.Length);

        using (var file = NpyFile.Open(_folder["a.npy"]))
        {
            Assert.Equal(type, file.Type);
        }

        Assert.Equal(values, NpyFile.ReadAll<T>(_folder["a.npy"], out var shape));
        Assert.Equal([1, values.Length], shape);
    }
}
