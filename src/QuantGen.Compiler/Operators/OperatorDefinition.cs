using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators;

/// <summary>
/// What one ONNX operator means: how older opsets are brought to the newest form, what shapes it gives, and which kernel calls it
/// becomes. One file each; <see cref="OperatorRegistry"/> lists them.
/// </summary>
internal abstract class OperatorDefinition
{
    /// <summary>The ONNX operator type.</summary>
    public abstract string Name { get; }

    /// <summary>The ONNX domain, empty for ai.onnx.</summary>
    public virtual string Domain => "";

    /// <summary>Rewrites a node as the newest supported opset would write it, so that everything after sees one form.</summary>
    /// <exception cref="InvalidNodeException">The node breaks the operator's rules.</exception>
    /// <exception cref="UnsupportedNodeException">The form is not supported.</exception>
    public virtual void Upgrade(UpgradeContext context)
    {
    }

    /// <summary>
    /// The nodes that the node stands for, computing the same outputs, when it is only a way of writing them; null when it is computed
    /// itself. Types and shapes of the inputs are known.
    /// </summary>
    public virtual IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        return null;
    }

    /// <summary>Sets type and shape of every output from those of the inputs.</summary>
    /// <exception cref="InvalidNodeException">The inputs do not fit the operator.</exception>
    /// <exception cref="UnsupportedNodeException">The shape depends on data that is not known at build time.</exception>
    public abstract void Infer(Node node);

    /// <summary>Whether the output is the first input, unchanged.</summary>
    public virtual bool IsIdentity(Node node)
    {
        return false;
    }

    /// <summary>Whether a node with constant inputs is computed at build time.</summary>
    public virtual bool IsFoldable(Node node)
    {
        return true;
    }

    /// <summary>Whether the node's kernels can clamp their result, so that a Relu or Clip after it is merged into it.</summary>
    public virtual bool AcceptsClamp(Node node)
    {
        return false;
    }

    /// <summary>The bounds, when the node does nothing but clamp its first input.</summary>
    public virtual Clamp? AsClamp(Node node)
    {
        return null;
    }

    /// <summary>How the operator computes on 8-bit tensors, for a node whose shapes are known.</summary>
    public virtual IntegerForm IntegerFormOf(Node node)
    {
        return IntegerForm.None;
    }

    /// <summary>What <see cref="IntegerFormOf"/> answers for some nodes, the best first; empty when it never is integers. docs/operators.md lists it.</summary>
    public virtual IReadOnlyList<IntegerForm> IntegerForms => [];

    /// <summary>The constant inputs whose quantization pays without any data: weights of products. Empty for a node that has none.</summary>
    public virtual IReadOnlyList<WeightInput> WeightInputs(Node node)
    {
        return [];
    }

    /// <summary>
    /// Whether the node can quantize its activations while it runs, with the weights of <see cref="WeightInputs"/> in 8 bits, and gains from it.
    /// </summary>
    public virtual bool HasDynamicForm(Node node)
    {
        return false;
    }

    /// <summary>Whether the operator's float kernels can read all of its <see cref="WeightInputs"/> in fewer bits.</summary>
    public virtual bool HasCompressedForm(Node node)
    {
        return false;
    }

    /// <summary>
    /// Whether each index of axis 0 of every output depends on that index of the inputs alone (constants aside), so that a
    /// batch may be split along axis 0. False where not sure.
    /// </summary>
    public virtual bool KeepsRowsApart(Node node)
    {
        return false;
    }

    /// <summary>Appends the kernel calls that compute the node.</summary>
    /// <exception cref="UnsupportedNodeException">The node can only be folded, and was not.</exception>
    public virtual void Lower(Node node, LoweringContext context)
    {
        throw new UnsupportedNodeException("its result must be known at build time, and depends on the model's input");
    }
}
