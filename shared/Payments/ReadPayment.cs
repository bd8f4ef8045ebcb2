using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A payment as whoever holds its link sees it: enough to pay and to see that it was paid.</summary>
/// <param name="Id">The code in the link.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Amount">What is owed.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="DossierCode">The dossier it belongs to.</param>
/// <param name="Payer">The payer's name, masked: a relative recognises it, a stranger learns nothing.</param>
/// <param name="ExpiresAt">Begin to pay by then.</param>
/// <param name="Gateways">Where it may be paid now, and what that costs beside the amount; by title. Empty when there is nothing to pay.</param>
/// <param name="PaidAt">When the fee was met; null while it is not.</param>
/// <param name="Gateway">Where it was paid; null while it is not.</param>
/// <param name="Reference">The gateway's reference; null while unpaid.</param>
/// <param name="FeeRule">The instrument that sets the amount.</param>
/// <param name="Transfer">The transfer that was chosen last and may still be made; null when there is none.</param>
/// <param name="Service">The feature that asked for it, for example <c>exams</c> or <c>tuition</c>.</param>
/// <param name="Overpaid">Money beyond the amount whose payer may choose what becomes of it; left out when there is none.</param>
public sealed record PaymentPage(
    RecordId Id,
    PaymentStatus Status,
    Money Amount,
    LocalText Purpose,
    string DossierCode,
    string Payer,
    DateTimeOffset ExpiresAt,
    IReadOnlyList<GatewayChoice> Gateways,
    DateTimeOffset? PaidAt,
    string? Gateway,
    string? Reference,
    string FeeRule,
    TransferToMake? Transfer = null,
    string Service = "",
    IReadOnlyList<OverpaymentToChoose>? Overpaid = null);

/// <summary>A transfer the payer has chosen to make and that has not arrived.</summary>
/// <param name="Details">Where to, and with which words.</param>
/// <param name="ExpiresAt">Make it by then.</param>
public sealed record TransferToMake(TransferDetails Details, DateTimeOffset ExpiresAt);

/// <summary>Reads a payment for whoever holds its link.</summary>
public sealed class ReadPayment(PaymentBook book, Gateways gateways, AskGateways ask)
{
    /// <param name="payment">The code in the link.</param>
    /// <param name="askFirst">True when the payer comes back from a gateway: what is not settled is asked first.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The payment; or <c>PS-003</c>.</returns>
    public async ValueTask<Result<PaymentPage>> HandleAsync(RecordId payment, bool askFirst, CancellationToken cancellationToken)
    {
        var state = askFirst
            ? await ask.HandleAsync(payment, cancellationToken)
            : (await book.LoadAsync(payment, cancellationToken)).State;
        return state is null ? KernelProblems.NotFound : PageOf(state);
    }

    private PaymentPage PageOf(Payment payment)
    {
        var source = payment.PaidBy is { } paidBy ? payment.Find(paidBy) : null;
        var mayPay = payment.IsOwed && book.Now < payment.ExpiresAt;
        return new PaymentPage(
            payment.Id,
            payment.Status,
            payment.Amount,
            payment.Purpose,
            payment.DossierCode,
            Mask(payment.PayerName),
            payment.ExpiresAt,
            mayPay ? gateways.Choices(payment.Amount, book.Now.VietnamDate()) : [],
            payment.SettledAt,
            source?.Gateway,
            source?.Reference,
            payment.FeeRule,
            mayPay ? TransferOf(payment) : null,
            payment.Service,
            ChooseOverpayment.Open(payment).ToList() is { Count: > 0 } open ? open : null);
    }

    private TransferToMake? TransferOf(Payment payment) =>
        payment.Attempts.LastOrDefault(attempt => attempt is { IsLive: true, Transfer: not null } && book.Now < attempt.ExpiresAt) is { } attempt
            ? new TransferToMake(attempt.Transfer!, attempt.ExpiresAt)
            : null;

    /// <summary>The given name, which comes last in Vietnamese, and the initials of the others: <c>N. V. AN</c>.</summary>
    internal static string Mask(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0) return "";
        if (words.Length == 1) return $"{FirstRune(words[0])}.";
        var masked = new StringBuilder();
        foreach (var word in words[..^1]) masked.Append(FirstRune(word)).Append(". ");
        return masked.Append(words[^1]).ToString();
    }

    private static Rune FirstRune(string word) => word.EnumerateRunes().First();
}
