using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>A quantized convolution as tiles: output positions in chunks, over each chunk one panel of weights after the other.</summary>
/// <remarks>
/// A chunk's row pointers are found once and serve every panel; a panel's weights stay in the nearest cache for all tiles of the chunk.
/// Padding is a pointer to a row of zero points, so the inner kernel knows neither strides nor borders.
/// </remarks>
/// <typeparam name="TTile">The inner kernel.</typeparam>
internal static unsafe class ConvolutionLoop<TTile>
    where TTile : struct, IConvolutionTile
{
    /// <summary>Row pointers of a chunk, at most (and at least one tile): half of a 32 KiB cache.</summary>
    private const int PointersPerChunk = 2048;

    private const int TilesPerChunk = 32;
    private const int LargestTile = 8 * PackedWeights.Panel * sizeof(int);
    private const int NoBiasBytes = PackedWeights.Panel * sizeof(int);

    /// <summary>Computes the whole convolution.</summary>
    internal static void Run(in ConvolutionArguments arguments)
    {
        if (arguments.Output.Dynamic.IsUsed)
        {
            Run<DynamicTileStore>(arguments);
        }
        else if (arguments.Output.Floats != null)
        {
            Run<FloatTileStore>(arguments);
        }
        else
        {
            Run<ByteTileStore>(arguments);
        }
    }

    private static void Run<TStore>(in ConvolutionArguments arguments)
        where TStore : struct, ITileStore
    {
        ref readonly var geometry = ref arguments.Geometry;
        var blocks = PackedWeights.Blocks(geometry);
        var pointersPerTile = (long)geometry.Taps * TTile.Rows;
        var tiles = (int)Math.Clamp(PointersPerChunk / pointersPerTile, 1, TilesPerChunk);
        var paddingBytes = KernelChecks.RoundUp(blocks * PackedWeights.Depth, 64);
        var sums = (int*)KernelScratch.Reserve(LargestTile + NoBiasBytes + paddingBytes + (tiles * pointersPerTile * sizeof(byte*)));
        var noBias = (byte*)sums + LargestTile;
        Unsafe.InitBlockUnaligned(noBias, 0, NoBiasBytes);
        var padding = noBias + NoBiasBytes;
        Unsafe.InitBlockUnaligned(padding, (byte)arguments.InputZeroPoint, (uint)paddingBytes);
        var rows = (byte**)(padding + paddingBytes);

        for (var group = 0; group < geometry.Groups; group++)
        {
            for (var first = 0; first < geometry.OutputPixels; first += tiles * TTile.Rows)
            {
                var count = Math.Min(tiles * TTile.Rows, geometry.OutputPixels - first);
                ConvolutionRows.Fill(arguments, rows, TTile.Rows, first, count, group * geometry.GroupInputChannels, padding);
                RunChunk<TStore>(arguments, rows, sums, (int*)noBias, group, first, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunChunk<TStore>(in ConvolutionArguments arguments, byte** rows, int* sums, int* noBias, int group, int first, int count)
        where TStore : struct, ITileStore
    {
        ref readonly var geometry = ref arguments.Geometry;
        var output = arguments.Output;
        var groupColumn = group * geometry.GroupOutputChannels;
        var tile = new TileArguments
        {
            Taps = geometry.Taps,
            Blocks = PackedWeights.Blocks(geometry),
            Sums = sums,
            Output = &output,
        };
        var panelBytes = (long)tile.Taps * tile.Blocks * PackedWeights.BlockBytes;
        tile.Weights = arguments.Weights + (group * PackedWeights.Panels(geometry) * panelBytes);
        for (var column = 0; column < geometry.GroupOutputChannels; column += PackedWeights.Panel)
        {
            tile.Bias = arguments.Bias == null ? noBias : arguments.Bias + groupColumn + column;
            tile.Multipliers = arguments.Multipliers + groupColumn + column;
            tile.FirstColumn = groupColumn + column;
            tile.ValidColumns = Math.Min(PackedWeights.Panel, geometry.GroupOutputChannels - column);
            tile.Rows = rows;
            for (var row = 0; row < count; row += TTile.Rows)
            {
                tile.FirstRow = first + row;
                tile.ValidRows = Math.Min(TTile.Rows, count - row);
                TTile.Accumulate(tile);
                TStore.Store(tile);
                tile.Rows += tile.Taps * TTile.Rows;
            }

            tile.Weights += panelBytes;
        }
    }
}
