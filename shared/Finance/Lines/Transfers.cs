using System.Buffers;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Money that payers transfer to our bank account themselves: no gateway tells of it, only the bank's statement does.</summary>
internal static class Transfers
{
    /// <summary>What payments call money at a bank where no gateway is known. It is in suspense already: its line put it there.</summary>
    public const string NoGateway = "bank";

    private const string MemoPrefix = "PS";
    private const int MemoLength = 13;

    private static readonly SearchValues<char> MemoCharacters = SearchValues.Create("23456789ABCDEFGHJKMNPQRSTUVWXYZ");

    /// <summary>Gateways that only show the payer where to transfer to.</summary>
    private static readonly string[] Gateways = ["vietqr"];

    /// <summary>True when a gateway's money stands in our bank's statement and nowhere else.</summary>
    public static bool IsTransfer(string gateway) => Gateways.Contains(gateway, StringComparer.Ordinal);

    /// <summary>What payments are told of a line just booked; null when it is no credit, or nothing in it looks like an attempt's memo.</summary>
    public static Message? Tell(RecordId record, BookedLine booked, string correlation, DateTimeOffset now)
    {
        var line = booked.Line;
        if (!booked.Source.IsBank || line.Amount.MinorUnits <= 0 || line.Amount.Currency != Money.Dong) return null;
        var text = $"{line.Memo} {line.Order}";
        if (!HoldsMemo(text)) return null;
        // Only the day is known: what was booked on it came by its end.
        var bookedAt = VietnamTime.StartOf(line.Day.AddDays(1)).AddMilliseconds(-1);
        var received = new TransferReceivedV1(record.Value, text, line.Amount, ReferenceOf(record, line), bookedAt < now ? bookedAt : now);
        return TransferContracts.TransferReceived.WriteNamed($"{record.Value}.t", record, now, correlation, received);
    }

    /// <summary>What a line is called where its reference is asked for: its own, or its record.</summary>
    public static string ReferenceOf(RecordId record, StatementLine line) => line.Reference.Length is > 0 and <= 100 ? line.Reference : record.Value;

    /// <summary>
    /// True when somewhere <c>PS</c> and eleven characters of the memos' alphabet follow on each other, whatever spaces or marks the bank
    /// put between. Whether it is a memo, payments know.
    /// </summary>
    private static bool HoldsMemo(string text)
    {
        Span<char> plain = stackalloc char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            if (Words.Fold(c) is var folded and not '\0') plain[length++] = folded;
        }

        plain = plain[..length];
        for (var at = plain.IndexOf(MemoPrefix); at >= 0 && at + MemoLength <= plain.Length;)
        {
            if (!plain.Slice(at + MemoPrefix.Length, MemoLength - MemoPrefix.Length).ContainsAnyExcept(MemoCharacters)) return true;
            var next = plain[(at + 1)..].IndexOf(MemoPrefix);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }
}
