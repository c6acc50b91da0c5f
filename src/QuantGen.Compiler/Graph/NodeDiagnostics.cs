using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Graph;

/// <summary>Turns what goes wrong inside an operator into a diagnostic that names the node.</summary>
internal static class NodeDiagnostics
{
    /// <summary>Runs an operator's code.</summary>
    /// <exception cref="CompilationException">The node is invalid, not supported in this form, or its sizes overflow.</exception>
    public static void Attribute(string file, Node node, Action action)
    {
        try
        {
            action();
        }
        catch (InvalidNodeException exception)
        {
            throw new CompilationException(DiagnosticCatalog.InvalidModel(file, node.Name, exception.Message));
        }
        catch (UnsupportedNodeException exception)
        {
            throw new CompilationException(DiagnosticCatalog.UnsupportedOperator(file, node.OperatorType, node.Name, exception.Message));
        }
        catch (Exception exception) when (exception is OverflowException or DivideByZeroException)
        {
            throw new CompilationException(DiagnosticCatalog.InvalidModel(file, node.Name, "its sizes overflow or divide by zero"));
        }
    }
}
