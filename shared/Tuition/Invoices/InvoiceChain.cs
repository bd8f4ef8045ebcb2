using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Where an invoice stands among those of its bill.</summary>
[JsonConverter(typeof(NamedEnumConverter<InvoiceStanding>))]
public enum InvoiceStanding
{
    /// <summary>It says what counts, and nothing adjusts it.</summary>
    InForce,

    /// <summary>It counts together with those that adjust it.</summary>
    Adjusted,

    /// <summary>Another stands in its place.</summary>
    Replaced,

    /// <summary>It adjusts another.</summary>
    Adjusting,
}

/// <summary>The invoices of one bill, oldest first, and which of them may be adjusted or replaced.</summary>
/// <remarks>
/// The kind of the first correction is the kind of all further ones (Circular 78/2021/TT-BTC, Art. 7; Decree 123/2020/NĐ-CP, Art. 19, as
/// amended by Decree 70/2025/NĐ-CP). An adjusting invoice always names the invoice it adjusts, not the adjusting one before it; a replacing one
/// names the invoice in whose place it stands.
/// </remarks>
public static class InvoiceChain
{
    /// <summary>Invoices of one bill.</summary>
    public const int MaxInvoices = 60;

    /// <summary>Where each invoice of a bill stands, in their order.</summary>
    public static IReadOnlyList<InvoiceStanding> Standings(IReadOnlyList<InvoiceKind> kinds)
    {
        var head = Head(kinds);
        return
        [
            .. kinds.Select((kind, i) => kind switch
            {
                InvoiceKind.Adjusting => InvoiceStanding.Adjusting,
                _ when i < head => InvoiceStanding.Replaced,
                _ => kinds.Count > head + 1 ? InvoiceStanding.Adjusted : InvoiceStanding.InForce,
            }),
        ];
    }

    /// <summary>Why an invoice may not be corrected in this way; null when it may.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="standing">Where it stands.</param>
    /// <param name="by">Adjusting or replacing.</param>
    public static Problem? Refusal(InvoiceKind kind, InvoiceStanding standing, InvoiceKind by) => (standing, by) switch
    {
        (InvoiceStanding.Adjusting, _) => InvoiceProblems.IsAdjusting,
        (InvoiceStanding.Replaced, _) => InvoiceProblems.IsReplaced,
        (InvoiceStanding.Adjusted, InvoiceKind.Replacing) => InvoiceProblems.AdjustedBefore,
        (InvoiceStanding.InForce, InvoiceKind.Adjusting) when kind is InvoiceKind.Replacing => InvoiceProblems.ReplacedBefore,
        _ => null,
    };

    /// <summary>The invoices that count together: the last that states everything, and those that adjust it.</summary>
    public static IReadOnlyList<Invoice> InForce(IReadOnlyList<Invoice> invoices) =>
        [.. invoices.Skip(Head([.. invoices.Select(invoice => invoice.Kind)]))];

    private static int Head(IReadOnlyList<InvoiceKind> kinds)
    {
        for (var i = kinds.Count - 1; i > 0; i--)
        {
            if (kinds[i] is not InvoiceKind.Adjusting) return i;
        }

        return 0;
    }
}
