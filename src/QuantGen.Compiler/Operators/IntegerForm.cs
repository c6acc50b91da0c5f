namespace QuantGen.Compiler.Operators;

/// <summary>How an operator computes on quantized tensors.</summary>
internal enum IntegerForm
{
    /// <summary>It does not: float in, float out.</summary>
    None,

    /// <summary>Integer products with constant weights: what quantization pays for. Gives 8 bits, or float straight from the accumulator.</summary>
    Compute,

    /// <summary>
    /// Integer products inside a computation that is float otherwise (LSTM, GRU): it reads and gives float, and quantizes inputs and states itself, to 16 bits.
    /// </summary>
    Recurrent,

    /// <summary>8 bits in, 8 bits out with ranges of its own (Add, Concat, AveragePool); worth it between integer neighbours.</summary>
    Arithmetic,

    /// <summary>Puts tensors together (Concat): its inputs are computed with the result's scale where nobody else reads them.</summary>
    Join,

    /// <summary>Moves or selects elements: input and output share scale and zero point.</summary>
    PassThrough,

    /// <summary>A function of one element: a table of 256 entries.</summary>
    Table,
}
