using QuantGen.TestSupport;

return InstructionSetChild.Main(args);
