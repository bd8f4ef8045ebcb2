using PublicServices.Kernel;

namespace PublicServices.Contracts;

/// <summary>A bill was issued: a family owes a school this much. Sent in the commit that issues it, read by the ledger.</summary>
/// <param name="Account">The pupil's account at the school; also the message's session.</param>
/// <param name="Version">The account's version after the change.</param>
/// <param name="Entry">Number of the statement's line it is, from 1: with the account it names the event.</param>
/// <param name="Bill">The bill's code, which receipts and bank memos carry: ASCII letters, digits and dashes, at most 40.</param>
/// <param name="School">Whose income it is, for example <c>01-002</c>.</param>
/// <param name="Period">Month <c>2026-09</c> or term <c>2026-2027-hk1</c>.</param>
/// <param name="Class">Class as the school writes it.</param>
/// <param name="Gross">Before reductions.</param>
/// <param name="Reduction">Taken off by exemption or reduction; what a school claims from the budget.</param>
/// <param name="ReductionRule">The instrument of the reduction; empty for none.</param>
/// <param name="Total">What is owed: gross less reduction.</param>
/// <param name="At">When it was issued; decides the business day.</param>
public sealed record BillIssuedV1(
    RecordId Account,
    long Version,
    int Entry,
    string Bill,
    string School,
    string Period,
    string Class,
    Money Gross,
    Money Reduction,
    string ReductionRule,
    Money Total,
    DateTimeOffset At);

/// <summary>A bill was taken back whole; a corrected one, if there is one, has a code of its own.</summary>
/// <param name="Account"><inheritdoc cref="BillIssuedV1" path="/param[@name='Account']"/></param>
/// <param name="Version"><inheritdoc cref="BillIssuedV1" path="/param[@name='Version']"/></param>
/// <param name="Entry"><inheritdoc cref="BillIssuedV1" path="/param[@name='Entry']"/></param>
/// <param name="Bill">The code of the bill that no longer counts.</param>
/// <param name="School">Whose income it was.</param>
/// <param name="Period">The bill's period.</param>
/// <param name="Gross">As it was issued.</param>
/// <param name="Reduction">As it was issued.</param>
/// <param name="Total">As it was issued; nothing of it is owed any more.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="At">When.</param>
public sealed record BillReversedV1(
    RecordId Account,
    long Version,
    int Entry,
    string Bill,
    string School,
    string Period,
    Money Gross,
    Money Reduction,
    Money Total,
    string Reason,
    DateTimeOffset At);

/// <summary>Money of a family that settles no bill is kept for its next one.</summary>
/// <param name="Account"><inheritdoc cref="BillIssuedV1" path="/param[@name='Account']"/></param>
/// <param name="Version"><inheritdoc cref="BillIssuedV1" path="/param[@name='Version']"/></param>
/// <param name="Entry"><inheritdoc cref="BillIssuedV1" path="/param[@name='Entry']"/></param>
/// <param name="School">The school that holds it.</param>
/// <param name="Bill">The bill the money was meant for.</param>
/// <param name="Amount">More than zero.</param>
/// <param name="Cause"><c>overpaid</c>, <c>not-owed</c> or <c>reversed</c>.</param>
/// <param name="At">When.</param>
public sealed record CreditGrantedV1(
    RecordId Account, long Version, int Entry, string School, string Bill, Money Amount, string Cause, DateTimeOffset At);

/// <summary>Credit settled a bill, whole or in part.</summary>
/// <param name="Account"><inheritdoc cref="BillIssuedV1" path="/param[@name='Account']"/></param>
/// <param name="Version"><inheritdoc cref="BillIssuedV1" path="/param[@name='Version']"/></param>
/// <param name="Entry"><inheritdoc cref="BillIssuedV1" path="/param[@name='Entry']"/></param>
/// <param name="School">The school.</param>
/// <param name="Bill">The bill it was used for.</param>
/// <param name="Amount">More than zero.</param>
/// <param name="At">When.</param>
public sealed record CreditUsedV1(RecordId Account, long Version, int Entry, string School, string Bill, Money Amount, DateTimeOffset At);

/// <summary>Money of a payment came for a bill. What the bill does not owe becomes credit, told by <see cref="CreditGrantedV1"/> in the same commit.</summary>
/// <param name="Account"><inheritdoc cref="BillIssuedV1" path="/param[@name='Account']"/></param>
/// <param name="Version"><inheritdoc cref="BillIssuedV1" path="/param[@name='Version']"/></param>
/// <param name="Entry"><inheritdoc cref="BillIssuedV1" path="/param[@name='Entry']"/></param>
/// <param name="School">Whose bill it is.</param>
/// <param name="Bill">The bill the money was meant for.</param>
/// <param name="Amount">All that came, more than zero.</param>
/// <param name="At">When the payment's money moved, as the payment tells it: both stand on one business day.</param>
public sealed record BillPaidV1(RecordId Account, long Version, int Entry, string School, string Bill, Money Amount, DateTimeOffset At);

/// <summary>Money of a payment went back to its payer: bills are owed again, or credit is gone.</summary>
/// <param name="Account"><inheritdoc cref="BillIssuedV1" path="/param[@name='Account']"/></param>
/// <param name="Version"><inheritdoc cref="BillIssuedV1" path="/param[@name='Version']"/></param>
/// <param name="Entry"><inheritdoc cref="BillIssuedV1" path="/param[@name='Entry']"/></param>
/// <param name="School">The school.</param>
/// <param name="Amount">All that went back, more than zero: what is owed again and what was credit.</param>
/// <param name="OwedAgain">By bill; at most as many as an account holds, empty when all of it was credit.</param>
/// <param name="FromCredit">What was credit; zero or more.</param>
/// <param name="At">When the refund was done.</param>
public sealed record BillReturnedV1(
    RecordId Account,
    long Version,
    int Entry,
    string School,
    Money Amount,
    IReadOnlyList<BillPartV1> OwedAgain,
    Money FromCredit,
    DateTimeOffset At);

/// <summary>Some of what a bill asks was given up, or is asked for again because the bill was taken back.</summary>
/// <param name="Account"><inheritdoc cref="BillIssuedV1" path="/param[@name='Account']"/></param>
/// <param name="Version"><inheritdoc cref="BillIssuedV1" path="/param[@name='Version']"/></param>
/// <param name="Entry"><inheritdoc cref="BillIssuedV1" path="/param[@name='Entry']"/></param>
/// <param name="School">The school whose loss it is.</param>
/// <param name="Bill">The bill's code.</param>
/// <param name="Amount">More than zero.</param>
/// <param name="IsUndone">False when it is given up; true when that is undone.</param>
/// <param name="At">When.</param>
public sealed record BillWrittenOffV1(
    RecordId Account, long Version, int Entry, string School, string Bill, Money Amount, bool IsUndone, DateTimeOffset At);

/// <summary>A part of what one bill asks.</summary>
/// <param name="Bill">The bill's code.</param>
/// <param name="Amount">More than zero.</param>
public sealed record BillPartV1(string Bill, Money Amount);

/// <summary>The contracts of the tuition feature that others read.</summary>
public static class TuitionContracts
{
    /// <summary>The service under which payments know the feature.</summary>
    public const string Service = "tuition";

    public static readonly Contract<BillIssuedV1> BillIssued = new("ps.tuition.bill-issued.v1", () => ContractsJson.Default.BillIssuedV1);
    public static readonly Contract<BillReversedV1> BillReversed = new("ps.tuition.bill-reversed.v1", () => ContractsJson.Default.BillReversedV1);
    public static readonly Contract<CreditGrantedV1> CreditGranted = new("ps.tuition.credit-granted.v1", () => ContractsJson.Default.CreditGrantedV1);
    public static readonly Contract<CreditUsedV1> CreditUsed = new("ps.tuition.credit-used.v1", () => ContractsJson.Default.CreditUsedV1);
    public static readonly Contract<BillPaidV1> BillPaid = new("ps.tuition.bill-paid.v1", () => ContractsJson.Default.BillPaidV1);
    public static readonly Contract<BillReturnedV1> BillReturned = new("ps.tuition.bill-returned.v1", () => ContractsJson.Default.BillReturnedV1);
    public static readonly Contract<BillWrittenOffV1> BillWrittenOff = new("ps.tuition.bill-written-off.v1", () => ContractsJson.Default.BillWrittenOffV1);
}
