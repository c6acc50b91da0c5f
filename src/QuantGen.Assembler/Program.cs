using QuantGen.Assembler;

// dotnet run --project src/QuantGen.Assembler -- src/QuantGen/Kernels/MachineCode/DotProductCode.g.cs
if (args is not [var path])
{
    Console.Error.WriteLine("The argument is the file to write: src/QuantGen/Kernels/MachineCode/DotProductCode.g.cs");
    return 2;
}

File.WriteAllText(path, DotProductListing.Write());
return 0;
