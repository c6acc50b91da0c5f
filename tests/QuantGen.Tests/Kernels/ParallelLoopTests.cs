using QuantGen.Kernels;
using QuantGen.Runtime;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed unsafe class ParallelLoopTests
{
    [Fact]
    public void Quantized_convolutions_are_the_same_bytes_on_any_number_of_threads()
    {
        foreach (var (expected, actual) in Convolutions().Zip(WithThreads(3, Convolutions)))
        {
            Assert.True(expected.Output.AsSpan().SequenceEqual(actual.Output), expected.Name);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Float_kernels_are_the_same_bits_on_any_number_of_threads(int threads)
    {
        Assert.Equal(FloatKernelDigests.All(), WithThreads(threads, FloatKernelDigests.All));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(4, 0)]
    [InlineData(3, 1)]
    public void Every_item_runs_once(int threads, int pauseMilliseconds)
    {
        const int Items = 24;
        var loops = pauseMilliseconds == 0 ? 20_000 : 50;
        WithThreads(threads, () =>
        {
            var counts = stackalloc int[Items];
            for (var loop = 1; loop <= loops; loop++)
            {
                ParallelLoop.Run(Items, &Count, counts);
                for (var item = 0; item < Items; item++)
                {
                    Assert.Equal(loop, counts[item]);
                }

                // Long enough for the workers to fall asleep.
                Thread.Sleep(pauseMilliseconds);
            }

            return true;
        });
    }

    [Theory]
    [InlineData(17, 1, 4)]
    [InlineData(100, 8, 3)]
    [InlineData(5, 8, 2)]
    [InlineData(64, 8, 8)]
    public void Parts_cover_a_range_in_whole_steps(long length, long step, int items)
    {
        var next = 0L;
        for (var item = 0; item < items; item++)
        {
            var (first, end) = ParallelLoop.Part(length, step, items, item);
            Assert.Equal(next, first);
            Assert.True(first == length || first % step == 0);
            next = end;
        }

        Assert.Equal(length, next);
    }

    [Fact]
    public void Threads_belong_to_a_run()
    {
        using var arena = new ModelArena(64) { Threads = 2 };
        Assert.Equal(1, ParallelLoop.Parts(long.MaxValue, 100));
        arena.Enter();
        Assert.InRange(ParallelLoop.Parts(long.MaxValue, 100), 2, 100);
        Assert.Equal(1, ParallelLoop.Parts(1, 100));
        Assert.Throws<InvalidOperationException>(() => arena.Threads = 1);
        arena.Exit();
        Assert.Equal(1, ParallelLoop.Parts(long.MaxValue, 100));
        arena.Threads = 1;
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Threads = 0);
    }

    /// <summary>What every kernel gives on every shape.</summary>
    private static List<(string Name, byte[] Output)> Convolutions()
    {
        return
        [
            .. ConvolutionCases.Shapes().SelectMany(c => Run(c, depthwise: false, QuantizedConvolutionKernels.All)),
            .. ConvolutionCases.DepthwiseShapes().SelectMany(c => Run(c, depthwise: true, QuantizedDepthwiseConvolutionKernels.All)),
        ];

        static IEnumerable<(string, byte[])> Run(ConvolutionCase c, bool depthwise, IEnumerable<Kernel<ConvolutionArguments>> kernels)
        {
            return
                from kernel in kernels
                where kernel.IsSupported
                from finish in new[] { ConvolutionFinish.TableAndResidual, ConvolutionFinish.Floats }
                select ($"{kernel.Name} on {c}, {finish}", ConvolutionRunner.Run(c, depthwise, kernel, finish));
        }
    }

    /// <summary>Divides every loop, the smallest too.</summary>
    private static T WithThreads<T>(int threads, Func<T> run)
    {
        var team = new WorkerTeam(threads - 1);
        ParallelLoop.Use(team, leastWork: 0);
        try
        {
            return run();
        }
        finally
        {
            ParallelLoop.Use(null);
            team.End();
        }
    }

    private static void Count(void* context, int item)
    {
        ((int*)context)[item]++;
    }
}
