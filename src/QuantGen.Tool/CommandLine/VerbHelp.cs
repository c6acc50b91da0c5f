using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using QuantGen.Findings;

namespace QuantGen.Tool.CommandLine;

/// <summary>What <c>--help</c> prints: the usual page, then the verb's example and where to read more.</summary>
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
        var output = parseResult.InvocationConfiguration.Output;
        var verb = parseResult.CommandResult.Command as Verb;
        if (verb is not null)
        {
            output.WriteLine("Example:");
            output.WriteLine($"  {verb.Example}");
            output.WriteLine();
        }

        output.WriteLine("Documentation:");
        output.WriteLine($"  {DocumentationLinks.Root}quantgen.md{(verb is null ? "" : "#" + verb.Name)}");
        return code;
    }
}
