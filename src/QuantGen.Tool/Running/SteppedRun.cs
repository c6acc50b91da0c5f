using QuantGen.Compiler.Diagnostics;
using QuantGen.Plan;
using QuantGen.Tool.CommandLine;
using QuantGen.Tool.Execution;

namespace QuantGen.Tool.Running;

/// <summary>Runs a model step by step, feeds states back, and joins the outputs of all steps.</summary>
internal sealed class SteppedRun
{
    private readonly PlanDocument _plan;
    private readonly string _modelPath;
    private readonly IReadOnlyList<SteppedInput> _inputs;
    private readonly IReadOnlyList<Carry> _carries;
    private readonly int _steps;

    /// <summary>Checks that everything fits together.</summary>
    /// <param name="plan">Its inputs and outputs are looked at.</param>
    /// <param name="modelPath">For diagnostics.</param>
    /// <param name="inputs">An entry for each input that does not start as zeros.</param>
    /// <param name="carries">What is fed back.</param>
    /// <exception cref="UsageException">An input is missing, or the files hold different numbers of steps.</exception>
    public SteppedRun(PlanDocument plan, string modelPath, IReadOnlyList<SteppedInput> inputs, IReadOnlyList<Carry> carries)
    {
        (_plan, _modelPath, _inputs, _carries) = (plan, modelPath, inputs, carries);
        var given = inputs.Select(input => input.Input).Concat(carries.Select(carry => carry.Input));
        if (plan.Inputs.Except(given).FirstOrDefault() is { } missing)
        {
            throw new UsageException($"input '{missing.OnnxName}', {OpenDimensions.Describe(missing)}, is missing: '--input {missing.OnnxName}=FILE.npy'.");
        }

        _steps = inputs.Select(input => input.Steps).DefaultIfEmpty(1).Max();
        if (inputs.FirstOrDefault(input => input.Steps != 1 && input.Steps != _steps) is { } other)
        {
            var longest = inputs.First(input => input.Steps == _steps).Input.OnnxName;
            throw new UsageException(
                $"the file for '{longest}' holds {_steps} steps, the one for '{other.Input.OnnxName}' {other.Steps}: give as many, or one for all.");
        }

        if (inputs.FirstOrDefault(input => input.Steps != 1 && carries.Any(carry => carry.Input == input.Input)) is { } state)
        {
            throw new UsageException($"'{state.Input.OnnxName}' is fed back: its file holds the state before the first step, not {state.Steps} of them.");
        }
    }

    /// <summary>Runs all steps.</summary>
    /// <returns>The outputs of all steps, joined, by ONNX name.</returns>
    /// <exception cref="UsageException">The shape of a state that starts as zeros is not known.</exception>
    /// <exception cref="CompilationException">The inputs do not go together.</exception>
    public Dictionary<string, Tensor> Execute(ModelSession session)
    {
        var states = InitialStates();
        var results = new List<Dictionary<string, Tensor>>();
        for (var step = 0; step < _steps; step++)
        {
            var inputs = _inputs.ToDictionary(input => input.Input.OnnxName, input => input.At(step), StringComparer.Ordinal);
            foreach (var (name, state) in states)
            {
                inputs[name] = state;
            }

            var outputs = session.Run(inputs);
            results.Add(outputs);
            foreach (var carry in _carries)
            {
                states[carry.Input.OnnxName] = outputs[carry.Output.OnnxName];
            }
        }

        return results[0].Keys.ToDictionary(name => name, name => Join(name, [.. results.Select(result => result[name])]), StringComparer.Ordinal);
    }

    private Dictionary<string, Tensor> InitialStates()
    {
        var states = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        Dictionary<string, long> symbols;
        try
        {
            symbols = OpenDimensions.Read(_inputs.Select(input => (input.Input, input.Shape)));
        }
        catch (ShapeException exception)
        {
            throw new CompilationException(DiagnosticCatalog.RunFailed(_modelPath, $"input '{exception.Input.OnnxName}': {exception.Message}"));
        }

        foreach (var input in _carries.Select(carry => carry.Input).Except(_inputs.Select(input => input.Input)))
        {
            var shape = OpenDimensions.Evaluate(input, symbols)
                ?? throw new UsageException(
                    $"the shape of '{input.OnnxName}', {OpenDimensions.Describe(input)}, does not follow from the other inputs: "
                    + $"give its first state with '--input {input.OnnxName}=FILE.npy'.");
            states[input.OnnxName] = Tensor.Zeros(input.Type, shape);
        }

        return states;
    }

    private Tensor Join(string name, IReadOnlyList<Tensor> parts)
    {
        if (parts.Any(part => !part.Shape.SequenceEqual(parts[0].Shape)))
        {
            throw new CompilationException(DiagnosticCatalog.RunFailed(_modelPath, $"output '{name}' changes its shape from step to step"));
        }

        // An axis of steps goes out as it came in. That a scalar has one says nothing about the outputs.
        var ranked = _inputs.Where(input => input.Input.Shape.Count > 0).ToList();
        var hasStepAxis = (ranked.Count > 0 ? ranked : _inputs).Any(input => input.HasStepAxis);
        return parts.Count == 1 && !hasStepAxis ? parts[0] : Tensor.Join(parts, hasStepAxis);
    }
}

/// <summary>An output that is an input of the next step.</summary>
internal sealed record Carry(PlanPort Output, PlanPort Input);
