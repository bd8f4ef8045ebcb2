using PublicServices.Kernel;

namespace PublicServices.Contracts;

/// <summary>
/// A line of a bank statement brings money for an attempt to pay by transfer. Sent by reconciliation once for each line, in the
/// line's own session; a line that is sent again changes nothing.
/// </summary>
/// <param name="Line">Names the line among all lines of all statements, however often its statement is imported. 1 to 200 characters.</param>
/// <param name="Memo">The attempt's memo, or the statement's text it stands in. At most 1,000 characters.</param>
/// <param name="Amount">What the line credits to our account; more than zero.</param>
/// <param name="BankReference">The bank's own reference, as the payer sees it; the line's name when the bank gives none. 1 to 100 characters.</param>
/// <param name="BookedAt">When the bank booked it. Decides whether it came in time; the last moment of the day when only the day is known.</param>
public sealed record TransferReceivedV1(string Line, string Memo, Money Amount, string BankReference, DateTimeOffset BookedAt);

/// <summary>What reconciliation tells payments.</summary>
public static class TransferContracts
{
    public static readonly Contract<TransferReceivedV1> TransferReceived = new("ps.finance.transfer-received.v1", ContractsJson.Default.TransferReceivedV1);
}
