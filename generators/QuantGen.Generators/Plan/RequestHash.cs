using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace QuantGen.Plan;

/// <summary>The hash that ties a plan to the declaration it answers.</summary>
internal static class RequestHash
{
    /// <summary>Hashes a class name and the attribute's arguments, defaults included, in the order given.</summary>
    /// <returns><c>sha256:</c> and 64 hexadecimal digits.</returns>
    public static string Compute(string className, IEnumerable<KeyValuePair<string, string>> arguments)
    {
        var text = new StringBuilder("quantgen-request ").Append(PlanNumber.Format(PlanDocument.CurrentVersion)).Append('\n');
        Append(text, "class", className);
        foreach (var argument in arguments)
        {
            Append(text, argument.Key, argument.Value);
        }

        using var algorithm = SHA256.Create();
        var hash = new StringBuilder("sha256:");
        foreach (var value in algorithm.ComputeHash(Encoding.UTF8.GetBytes(text.ToString())))
        {
            hash.Append(value.ToString("x2", CultureInfo.InvariantCulture));
        }

        return hash.ToString();
    }

    /// <summary>Lengths go before the texts, so that no value can pass for another line.</summary>
    private static void Append(StringBuilder text, string name, string value)
    {
        text.Append(name).Append(' ').Append(PlanNumber.Format(value.Length)).Append(' ').Append(value).Append('\n');
    }
}
