using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// Posts one transfer to one attempt, once: the line is kept beside the payment in the commit that credits it. A transfer an officer
/// recorded by hand is confirmed, not doubled, by the line that shows the same reference later.
/// </summary>
internal sealed class TransferPosting(PaymentBook book, IRecordStore store)
{
    private const string Prefix = "bank/";
    private const string ByHand = "hand";

    /// <summary>Lines under one bank reference that are looked at; more is no reference.</summary>
    private const int MaxLines = 50;

    private const int KeyLength = 20;
    private const int MarkLength = 8;

    /// <summary>Stands for names of any length and alphabet in ids.</summary>
    public static string KeyOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..KeyLength];

    /// <returns>The payment afterwards; or <c>PAY-041</c> when an officer records what is known already.</returns>
    public async ValueTask<Result<Payment>> PostAsync(
        AttemptId attempt, TransferReceivedV1 received, bool isByHand, Cause? cause, Caller by, CancellationToken cancellationToken)
    {
        var folder = $"{Prefix}{KeyOf(received.BankReference)}/";
        var id = folder + (isByHand ? ByHand : KeyOf(received.Line));
        var known = await store.ListDocumentsAsync(attempt.Payment, folder, after: null, MaxLines, cancellationToken);

        // A bank that uses a reference twice brings two lines of money, so the second is told apart by its line.
        var isReused = known.Any(line => line.Id != id && line.Id != folder + ByHand);
        var reference = isReused ? $"{received.BankReference}/{KeyOf(received.Line)[..MarkLength]}" : received.BankReference;
        var document = new Document(id, JsonSerializer.SerializeToUtf8Bytes(received, ContractsJson.Default.TransferReceivedV1));
        var outcome = GatewayOutcome.Succeeded(received.Amount, reference, received.BookedAt);
        var isKnown = known.Any(line => line.Id == id);
        var changed = await book.ChangeAsync(attempt.Payment, cause, by, Decide, cancellationToken);
        return changed.Succeeded(out var after, out var problem) ? after! : problem;

        Result<Decision?> Decide(Payment? payment, DateTimeOffset now)
        {
            if (payment?.Find(attempt) is not { } found) return KernelProblems.NotFound;
            if (isByHand && known.Count > 0) return PaymentProblems.TransferKnown;
            if (isKnown) return (Decision?)null;
            return GatewayNews.Apply(payment, attempt, found.Gateway, outcome, now) with { Keep = document };
        }
    }
}
