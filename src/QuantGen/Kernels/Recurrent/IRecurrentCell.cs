namespace QuantGen.Kernels;

/// <summary>What a recurrent layer computes of one sequence in one step, once the states of all are multiplied with their weights.</summary>
internal unsafe interface IRecurrentCell
{
    /// <summary>Advances the state.</summary>
    /// <param name="projected">The sequence's inputs times their weights: a row of gates.</param>
    /// <param name="gates">Its state times the weights of states: a row of gates, overwritten.</param>
    /// <param name="state">Where the sequence's part of each state begins.</param>
    void Advance(float* projected, float* gates, nint state);
}
