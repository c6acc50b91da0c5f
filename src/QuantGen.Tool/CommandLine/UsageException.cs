namespace QuantGen.Tool.CommandLine;

/// <summary>The arguments cannot be meant: the program ends with <see cref="ExitCode.Usage"/>.</summary>
/// <param name="message">What is wrong and what to write, in a sentence or two.</param>
internal sealed class UsageException(string message) : Exception(message);
