using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Rows people read about statements.</summary>
public static class StatementViews
{
    /// <summary>Partition: source; or source, a bar and the number. Sort: when it came, and its record.</summary>
    public const string Files = "finance-statements";

    /// <summary>Partition of one number's statements: the first and its corrections.</summary>
    public static string OfNumber(StatementSource source, string number) => $"{source.Value}|{number}";

    /// <summary>Partition: <see cref="AllSources"/>. Sort: source. The row is empty: its statements have come.</summary>
    public const string Sources = "finance-sources";

    public const string AllSources = "all";

    /// <summary>Sources that are looked at: more gateways and bank accounts than anybody has.</summary>
    public const int MaxSources = 1_000;

    public static IEnumerable<ViewChange> Project(StatementTakenV1 taken)
    {
        ReadOnlyMemory<byte>? body = JsonSerializer.SerializeToUtf8Bytes(taken, FinanceJson.Default.StatementTakenV1);
        yield return new ViewChange(new ViewKey(Sources, AllSources, taken.File.Source.Value), 1, "{}"u8.ToArray());
        var sort = $"{IdSource.StampOf(taken.File.At)}|{taken.Record.Value}";
        yield return new ViewChange(new ViewKey(Files, taken.File.Source.Value, sort), 1, body);
        yield return new ViewChange(new ViewKey(Files, OfNumber(taken.File.Source, taken.File.Number), sort), 1, body);
    }

    /// <summary>Partition: bank account's source, a bar and a day. Sort: how far the statement reaches, then when it came. What the day moved.</summary>
    public const string BankDays = "finance-bank-days";

    /// <summary>Partition: day. Sort: settlement and currency. What a gateway reports for the day.</summary>
    public const string GatewayDays = "finance-gateway-days";

    /// <summary>Partition: day. Sort: when it was met, then payment. Fees the payments say were met on the day.</summary>
    public const string Fees = "finance-fees-met";

    public static string OfDay(StatementSource source, DateOnly day) => $"{source.Value}|{LedgerViews.DayOf(day)}";

    public static IEnumerable<ViewChange> BankDaysOf(StatementTakenV1 taken) => taken.File.Days.Select(day => new ViewChange(
        new ViewKey(BankDays, OfDay(taken.File.Source, day.Day), $"{LedgerViews.DayOf(taken.File.To)}|{IdSource.StampOf(taken.File.At)}|{taken.Record.Value}"),
        1,
        JsonSerializer.SerializeToUtf8Bytes(day, FinanceJson.Default.StatementDay)));

    public static IEnumerable<ViewChange> Project(SettlementChangedV1 changed)
    {
        var days = changed.Settlement.Days;
        foreach (var gone in changed.Before?.Days.Where(before => !days.Any(day => day.Day == before.Day && day.Currency == before.Currency)) ?? [])
            yield return new ViewChange(KeyOf(changed.Record, gone), changed.Version, null);
        foreach (var day in days)
        {
            yield return new ViewChange(
                KeyOf(changed.Record, day),
                changed.Version,
                JsonSerializer.SerializeToUtf8Bytes(new GatewayDayRow(changed.Settlement.Source, changed.Settlement.Number, day), FinanceJson.Default.GatewayDayRow));
        }
    }

    public static IEnumerable<ViewChange> Project(PaymentChangedV1 changed)
    {
        if (changed.SettledAt is not { } settledAt || changed.Gateway.Length == 0) yield break;
        yield return new ViewChange(
            new ViewKey(Fees, LedgerViews.DayOf(settledAt.VietnamDate()), $"{IdSource.StampOf(settledAt)}|{changed.Payment.Value}"),
            changed.Version,
            JsonSerializer.SerializeToUtf8Bytes(new FeeRow(changed.Gateway, changed.Amount), FinanceJson.Default.FeeRow));
    }

    private static ViewKey KeyOf(RecordId settlement, SettlementDay day) =>
        new(GatewayDays, LedgerViews.DayOf(day.Day), $"{settlement.Value}|{day.Currency}");
}

/// <summary>What one settlement reports for one day.</summary>
public sealed record GatewayDayRow(StatementSource Source, string Number, SettlementDay Day);

/// <summary>A fee that was met.</summary>
public sealed record FeeRow(string Gateway, Money Amount);
