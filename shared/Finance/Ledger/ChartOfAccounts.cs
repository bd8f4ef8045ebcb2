using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>On which side an account's balance normally stands.</summary>
public enum NormalSide
{
    Debit,
    Credit,
}

/// <summary>One class of accounts.</summary>
/// <param name="Class">What codes begin with.</param>
/// <param name="Title">For people.</param>
/// <param name="Side">Where a balance normally stands; the other side is worth a look.</param>
/// <param name="HasOwners">True when there is one account for each unit, gateway or bank account.</param>
public sealed record AccountClass(string Class, LocalText Title, NormalSide Side, bool HasOwners);

/// <summary>The chart of accounts. Accounts themselves come into being with their first line.</summary>
public static class ChartOfAccounts
{
    public static readonly IReadOnlyList<AccountClass> All =
    [
        new("receivable", new("Phải thu", "Receivable from families"), NormalSide.Debit, true),
        new("revenue", new("Doanh thu", "Revenue"), NormalSide.Credit, true),
        new("clearing", new("Tiền tại cổng thanh toán", "Held by a gateway"), NormalSide.Debit, true),
        new("transit", new("Tiền cổng đang chuyển về", "On its way from a gateway to the bank"), NormalSide.Debit, true),
        new("bank", new("Tiền gửi ngân hàng", "Bank"), NormalSide.Debit, true),
        new("fees", new("Phí cổng thanh toán", "Gateway fees"), NormalSide.Debit, true),
        new("disputes", new("Tiền đang tra soát", "Withheld by disputes"), NormalSide.Debit, true),
        new("credits", new("Tiền dư của người nộp", "Payers' credits"), NormalSide.Credit, true),
        new("unapplied", new("Đã thu, chờ ghi vào hóa đơn", "Received, not yet put on bills"), NormalSide.Credit, true),
        new("returning", new("Đang hoàn, chưa trừ khỏi hóa đơn", "Going back, not yet off the bills"), NormalSide.Debit, true),
        new("refunds-payable", new("Phải hoàn trả", "Refunds payable"), NormalSide.Credit, false),
        new("suspense", new("Chưa xác định", "Suspense"), NormalSide.Credit, true),
        new("write-off", new("Xóa nợ và tổn thất", "Written off"), NormalSide.Debit, true),
        new("exchange", new("Chuyển đổi ngoại tệ", "Currency exchange"), NormalSide.Debit, true),
    ];

    /// <summary>What families of a unit owe.</summary>
    public static AccountCode Receivable(string unit) => Of("receivable", unit);

    public static AccountCode Revenue(string unit) => Of("revenue", unit);

    /// <summary>What a gateway took and has not paid out.</summary>
    public static AccountCode Clearing(string gateway) => Of("clearing", gateway);

    /// <summary>What a gateway says it paid out and no bank statement has shown.</summary>
    public static AccountCode Transit(string gateway) => Of("transit", gateway);

    public static AccountCode Bank(string account) => Of("bank", account);

    public static AccountCode Fees(string gateway) => Of("fees", gateway);

    public static AccountCode Disputes(string gateway) => Of("disputes", gateway);

    public static AccountCode Credits(string unit) => Of("credits", unit);

    /// <summary>What payments brought a service that has bills, and its bills have not heard of.</summary>
    public static AccountCode Unapplied(string service) => Of("unapplied", service);

    /// <summary>What goes back to payers of a service that has bills, and its bills have not heard of.</summary>
    public static AccountCode Returning(string service) => Of("returning", service);

    public static readonly AccountCode RefundsPayable = new("refunds-payable");

    /// <summary>Money without a name, by where it lies: a gateway or a bank account.</summary>
    public static AccountCode Suspense(string source) => Of("suspense", source);

    public static AccountCode WriteOff(string owner) => Of("write-off", owner);

    /// <summary>Both sides of money a gateway paid out in another currency than it took it in.</summary>
    public static AccountCode Exchange(string gateway) => Of("exchange", gateway);

    /// <summary>The class of that name; null when there is none.</summary>
    public static AccountClass? Find(string name)
    {
        foreach (var entry in All)
        {
            if (entry.Class == name) return entry;
        }

        return null;
    }

    /// <summary>Money without a unit still has an owner: the service as a whole.</summary>
    private static AccountCode Of(string name, string owner) => new($"{name}:{(owner.Length == 0 ? "none" : owner)}");
}
