namespace QuantGen.Generators.Tests.Plan;

/// <summary>Small damage to a plan's text, the same for the same seed.</summary>
internal static class PlanMutations
{
    private const string Alphabet = "0123456789-+*/()[]=,.%\"\\# \n\tnfeNmax\u2212\0";

    public static string Mutate(string text, Random random)
    {
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var start = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 12), text.Length - start);
            text = random.Next(4) switch
            {
                0 => text.Remove(start, length),
                1 => text.Insert(start, Alphabet[random.Next(Alphabet.Length)].ToString()),
                2 => text.Insert(start, text.Substring(random.Next(text.Length - length), length)),
                _ => text.Remove(start, 1).Insert(start, Alphabet[random.Next(Alphabet.Length)].ToString()),
            };
        }

        return text;
    }
}
