using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace QuantGen.Tool.CommandLine;

/// <summary>What <c>--help</c> prints: the usual page, then the verb's example.</summary>
internal sealed class VerbHelp(HelpAction page) : SynchronousCommandLineAction
{
    /// <summary>The option for a command and all under it.</summary>
    public static HelpOption CreateOption()
    {
        var option = new HelpOption();
        option.Action = new VerbHelp((HelpAction)option.Action!);
        return option;
    }

    /// <summary>Who asks for help need not give what the verb requires.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = page.Invoke(parseResult);
        if (parseResult.CommandResult.Command is Verb verb)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Example:");
            output.WriteLine($"  {verb.Example}");
        }

        return code;
    }
}
