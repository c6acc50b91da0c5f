using System.Runtime.InteropServices;
using System.Text;

namespace QuantGen.OnnxRuntime;

/// <summary>
/// ONNX Runtime's C ABI, as far as the command line and the tests need it. <c>OrtGetApiBase</c> gives a table of functions whose order never
/// changes; each method here calls one entry and turns an error status into an <see cref="OrtException"/>.
/// </summary>
internal static unsafe class OrtApi
{
    /// <summary>The version of the table that we ask for; a newer library still serves it.</summary>
    private const uint ApiVersion = 16;

    private const int LogErrorsOnly = 3;

    /// <summary>The device allocator and default memory: plain memory of the process.</summary>
    private const int DeviceAllocator = 0, DefaultMemory = 0;

    private static readonly Lazy<Loaded> Library = new(Load);

    /// <summary>Positions in the table <c>struct OrtApi</c> of onnxruntime_c_api.h.</summary>
    private enum Entry
    {
        GetErrorMessage = 2,
        CreateEnv = 3,
        CreateSession = 7,
        CreateSessionFromArray = 8,
        Run = 9,
        CreateSessionOptions = 10,
        SetOptimizedModelFilePath = 11,
        SetSessionGraphOptimizationLevel = 23,
        SetIntraOpNumThreads = 24,
        SessionGetInputCount = 30,
        SessionGetOutputCount = 31,
        SessionGetInputTypeInfo = 33,
        SessionGetOutputTypeInfo = 34,
        SessionGetInputName = 36,
        SessionGetOutputName = 37,
        CreateTensorWithDataAsOrtValue = 49,
        GetTensorMutableData = 51,
        CastTypeInfoToTensorInfo = 55,
        GetTensorElementType = 60,
        GetDimensionsCount = 61,
        GetDimensions = 62,
        GetTensorTypeAndShape = 65,
        CreateCpuMemoryInfo = 69,
        AllocatorFree = 76,
        GetAllocatorWithDefaultOptions = 78,
        ReleaseStatus = 93,
        ReleaseSession = 95,
        ReleaseValue = 96,
        ReleaseTypeInfo = 98,
        ReleaseTensorTypeAndShapeInfo = 99,
        ReleaseSessionOptions = 100,
    }

    /// <summary>Throws what <see cref="OrtLibrary.Unavailable"/> makes when the library is not on this machine.</summary>
    public static void Require()
    {
        if (Library.Value.Table is null)
        {
            throw OrtLibrary.Unavailable(Library.Value.Missing);
        }
    }

    public static nint CreateSessionOptions(OrtSessionOptions options)
    {
        nint handle;
        Check(((delegate* unmanaged<nint*, nint>)Get(Entry.CreateSessionOptions))(&handle));
        Check(((delegate* unmanaged<nint, int, nint>)Get(Entry.SetIntraOpNumThreads))(handle, options.IntraOpThreads));
        Check(((delegate* unmanaged<nint, int, nint>)Get(Entry.SetSessionGraphOptimizationLevel))(handle, (int)options.Optimization));
        if (options.OptimizedModelPath is { } path)
        {
            fixed (byte* native = NativePath(path))
            {
                Check(((delegate* unmanaged<nint, byte*, nint>)Get(Entry.SetOptimizedModelFilePath))(handle, native));
            }
        }

        return handle;
    }

    public static nint CreateSession(string path, nint options)
    {
        nint session;
        fixed (byte* native = NativePath(path))
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)Get(Entry.CreateSession))(
                Library.Value.Environment, native, options, &session));
        }

        return session;
    }

    public static nint CreateSession(ReadOnlySpan<byte> model, nint options)
    {
        nint session;
        fixed (byte* bytes = model)
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint, nint*, nint>)Get(Entry.CreateSessionFromArray))(
                Library.Value.Environment, bytes, model.Length, options, &session));
        }

        return session;
    }

    /// <summary>The names, types and dimensions (-1 for symbolic ones) of a session's inputs or outputs.</summary>
    public static OrtValueInfo[] DescribeInputs(nint session)
    {
        return Describe(session, Entry.SessionGetInputCount, Entry.SessionGetInputName, Entry.SessionGetInputTypeInfo);
    }

    /// <inheritdoc cref="DescribeInputs"/>
    public static OrtValueInfo[] DescribeOutputs(nint session)
    {
        return Describe(session, Entry.SessionGetOutputCount, Entry.SessionGetOutputName, Entry.SessionGetOutputTypeInfo);
    }

    /// <summary>A tensor value over memory that must outlive it.</summary>
    public static nint CreateTensor(void* data, nint byteCount, ReadOnlySpan<long> dimensions, int elementType)
    {
        nint value;
        fixed (long* shape = dimensions)
        {
            var create = (delegate* unmanaged<nint, void*, nint, long*, nint, int, nint*, nint>)Get(Entry.CreateTensorWithDataAsOrtValue);
            Check(create(Library.Value.CpuMemory, data, byteCount, shape, dimensions.Length, elementType, &value));
        }

        return value;
    }

    /// <summary>Runs a session; names are UTF-8 and end in zero. ONNX Runtime allocates each output that is 0 on entry.</summary>
    public static void Run(nint session, ReadOnlySpan<nint> inputNames, ReadOnlySpan<nint> inputs,
        ReadOnlySpan<nint> outputNames, Span<nint> outputs)
    {
        fixed (nint* inputName = inputNames, input = inputs, outputName = outputNames, output = outputs)
        {
            Check(((delegate* unmanaged<nint, nint, nint*, nint*, nint, nint*, nint, nint*, nint>)Get(Entry.Run))(
                session, 0, inputName, input, inputs.Length, outputName, outputs.Length, output));
        }
    }

    public static OrtTensor ReadTensor(nint value)
    {
        nint info;
        Check(((delegate* unmanaged<nint, nint*, nint>)Get(Entry.GetTensorTypeAndShape))(value, &info));
        try
        {
            var (elementType, dimensions) = ReadTypeAndShape(info);
            byte* data;
            Check(((delegate* unmanaged<nint, byte**, nint>)Get(Entry.GetTensorMutableData))(value, &data));
            var tensor = OrtTensor.Allocate(elementType, dimensions);
            new ReadOnlySpan<byte>(data, tensor.Bytes.Length).CopyTo(tensor.Bytes);
            return tensor;
        }
        finally
        {
            Release(Entry.ReleaseTensorTypeAndShapeInfo, info);
        }
    }

    public static void ReleaseSession(nint session)
    {
        Release(Entry.ReleaseSession, session);
    }

    public static void ReleaseSessionOptions(nint options)
    {
        Release(Entry.ReleaseSessionOptions, options);
    }

    public static void ReleaseValue(nint value)
    {
        Release(Entry.ReleaseValue, value);
    }

    private static OrtValueInfo[] Describe(nint session, Entry count, Entry name, Entry typeInfo)
    {
        nint length;
        Check(((delegate* unmanaged<nint, nint*, nint>)Get(count))(session, &length));
        var values = new OrtValueInfo[length];
        for (var i = 0; i < values.Length; i++)
        {
            nint type;
            Check(((delegate* unmanaged<nint, nint, nint*, nint>)Get(typeInfo))(session, i, &type));
            try
            {
                // Null for a sequence, a map or an optional.
                nint tensor;
                Check(((delegate* unmanaged<nint, nint*, nint>)Get(Entry.CastTypeInfoToTensorInfo))(type, &tensor));
                var (elementType, dimensions) = tensor == 0 ? (0, []) : ReadTypeAndShape(tensor);
                values[i] = new OrtValueInfo(ReadName(session, name, i), elementType, dimensions);
            }
            finally
            {
                Release(Entry.ReleaseTypeInfo, type);
            }
        }

        return values;
    }

    private static string ReadName(nint session, Entry entry, int index)
    {
        byte* name;
        var allocator = Library.Value.Allocator;
        Check(((delegate* unmanaged<nint, nint, nint, byte**, nint>)Get(entry))(session, index, allocator, &name));
        try
        {
            return Marshal.PtrToStringUTF8((nint)name)!;
        }
        finally
        {
            Check(((delegate* unmanaged<nint, byte*, nint>)Get(Entry.AllocatorFree))(allocator, name));
        }
    }

    private static (int ElementType, int[] Dimensions) ReadTypeAndShape(nint info)
    {
        int elementType;
        nint rank;
        Check(((delegate* unmanaged<nint, int*, nint>)Get(Entry.GetTensorElementType))(info, &elementType));
        Check(((delegate* unmanaged<nint, nint*, nint>)Get(Entry.GetDimensionsCount))(info, &rank));
        var dimensions = new long[rank];
        fixed (long* pointer = dimensions)
        {
            Check(((delegate* unmanaged<nint, long*, nint, nint>)Get(Entry.GetDimensions))(info, pointer, rank));
        }

        return (elementType, Array.ConvertAll(dimensions, dimension => checked((int)dimension)));
    }

    private static void Release(Entry entry, nint handle)
    {
        if (handle != 0)
        {
            ((delegate* unmanaged<nint, void>)Get(entry))(handle);
        }
    }

    private static void* Get(Entry entry)
    {
        Require();
        return Library.Value.Table[(int)entry];
    }

    private static void Check(nint status)
    {
        Check(status, Library.Value.Table);
    }

    private static void Check(nint status, void** table)
    {
        if (status == 0)
        {
            return;
        }

        var message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)table[(int)Entry.GetErrorMessage])(status));
        ((delegate* unmanaged<nint, void>)table[(int)Entry.ReleaseStatus])(status);
        throw new OrtException(message ?? "ONNX Runtime gave no message.");
    }

    /// <summary>A path as <c>ORTCHAR_T*</c>: UTF-16 on Windows, else UTF-8; zero-terminated.</summary>
    private static byte[] NativePath(string path)
    {
        return (OperatingSystem.IsWindows() ? Encoding.Unicode : Encoding.UTF8).GetBytes(path + '\0');
    }

    /// <summary>Loads the library once per process; it and its environment are never released, as ONNX Runtime recommends.</summary>
    private static Loaded Load()
    {
        var candidates = OrtLibrary.Candidates();
        var library = default(nint);
        var location = candidates.FirstOrDefault(candidate => NativeLibrary.TryLoad(candidate, typeof(OrtApi).Assembly, null, out library));
        if (location is null)
        {
            return new Loaded { Missing = $"needs ONNX Runtime's native library; not found: {string.Join(", ", candidates)}" };
        }

        var apiBase = ((delegate* unmanaged<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase"))();
        var table = ((delegate* unmanaged<uint, void**>)apiBase[0])(ApiVersion);
        if (table is null)
        {
            return new Loaded { Missing = $"needs ONNX Runtime with API version {ApiVersion}; {location} is older" };
        }

        nint environment, allocator, memory;
        fixed (byte* name = "QuantGen\0"u8)
        {
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)table[(int)Entry.CreateEnv])(
                LogErrorsOnly, name, &environment), table);
        }

        Check(((delegate* unmanaged<nint*, nint>)table[(int)Entry.GetAllocatorWithDefaultOptions])(&allocator), table);
        Check(((delegate* unmanaged<int, int, nint*, nint>)table[(int)Entry.CreateCpuMemoryInfo])(
            DeviceAllocator, DefaultMemory, &memory), table);
        return new Loaded { Table = table, Environment = environment, Allocator = allocator, CpuMemory = memory };
    }

    /// <summary>The function table and the objects that every session shares; or why there are none.</summary>
    private sealed class Loaded
    {
        public void** Table { get; init; }

        public nint Environment { get; init; }

        public nint Allocator { get; init; }

        public nint CpuMemory { get; init; }

        public string Missing { get; init; } = "";
    }
}
