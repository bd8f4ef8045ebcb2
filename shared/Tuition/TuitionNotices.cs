using System.Globalization;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Where families find this service.</summary>
/// <param name="PublicAddress">Address before the path, for example <c>https://dichvucong.example</c>; null when letters carry no link. Default null.</param>
public sealed record TuitionOptions(Uri? PublicAddress = null)
{
    /// <summary>A bill's page; null without a public address.</summary>
    public string? LinkOf(BillId bill) => PublicAddress is null ? null : new Uri(PublicAddress, $"/tuition/bills/{bill}").ToString();
}

/// <summary>What families are told.</summary>
public sealed class TuitionNotices(TuitionOptions options)
{
    /// <summary>News that is older is not worth sending.</summary>
    private static readonly TimeSpan Worth = TimeSpan.FromDays(3);

    internal Message? Issued(RecordId id, StudentAccount account, Bill bill, long version, Asked asked, string messageId) =>
        bill.TotalVnd == 0 ? null : Write("tuition-issued", id, account, bill, bill.OwedVnd, version, asked, messageId);

    internal Message? Reminder(RecordId id, StudentAccount account, Bill bill, long dueVnd, long version, Asked asked, string messageId) =>
        Write("tuition-reminder", id, account, bill, dueVnd, version, asked, messageId);

    internal Message? Paid(RecordId id, StudentAccount account, Bill bill, long amountVnd, long version, Asked asked, string messageId) =>
        Write("fee-paid", id, account, bill, amountVnd, version, asked, messageId);

    private Message? Write(
        string template, RecordId id, StudentAccount account, Bill bill, long amountVnd, long version, Asked asked, string messageId)
    {
        if (account is { Email: null, Phone: null }) return null;
        var values = new Dictionary<string, string>
        {
            ["name"] = account.Name,
            ["dossierCode"] = bill.Code,
            ["period"] = bill.Period,
            ["amount"] = Money.Vnd(amountVnd).ToString(),
        };
        if (bill.NextDue() is { } due) values["payUntil"] = due.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
        if (options.LinkOf(new BillId(id, bill.Period)) is { } link) values["link"] = link;
        return NoticeContracts.NoticeRequested.Write(
            messageId,
            id,
            asked.ArrivedAt,
            asked.Correlation,
            new NoticeRequestedV1($"{template}-{bill.Period}", version, template, "vi", account.Email, account.Phone, values, asked.ArrivedAt + Worth));
    }
}
