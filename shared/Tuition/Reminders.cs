using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>How far a school's reminders of a period have come.</summary>
/// <param name="Asked">Families asked about so far; whether they were reminded was decided by what they owed then.</param>
public sealed record ReminderSchedule(string School, string Period, DateOnly LastDay, int Asked);

/// <summary>
/// Reminds of unpaid bills on dated days. A day walks the school's list page by page and asks each account that seemed to owe; the
/// account is asked again before anything is sent.
/// </summary>
public sealed class Reminders(IRecordStore store, IViewStore views, StudentAccounts accounts, TuitionNotices notices, IdSource ids)
{
    /// <summary>Days from an instalment's due day.</summary>
    public static readonly IReadOnlyList<int> Days = [-3, 0, 7, 30];

    /// <summary>Rows looked at in one step; their messages and the next step fit one commit.</summary>
    public const int StepRows = 50;

    /// <summary>A reminder before the due day speaks of what is due within this many days.</summary>
    private const int Ahead = 3;

    private static readonly TimeOnly Morning = new(8, 0);
    private readonly Records<ReminderSchedule> _schedules = new(store, () => TuitionJson.Default.ReminderSchedule);

    /// <summary>
    /// The messages that begin each day that is still to come. Their ids say which day of which period they are, so that running bills
    /// again schedules nothing twice.
    /// </summary>
    internal IReadOnlyList<Outgoing> Schedule(FeeCatalogue catalogue, BillingPeriod period, Asked asked)
    {
        var today = asked.ArrivedAt.VietnamDate();
        return
        [
            .. catalogue.Instalments
                .SelectMany(part => Days.Select(offset => period.FirstDay.AddDays(part.DueDay + offset)))
                .Where(day => day > today).Distinct().Order()
                .Select(day => new Outgoing(Step(catalogue.School, period.Code, day, null, asked), VietnamTime.At(day, Morning))),
        ];
    }

    /// <summary>Asks one page of accounts, and for the next page.</summary>
    public async ValueTask StepAsync(ReminderStepV1 step, MessageContext context, CancellationToken cancellationToken)
    {
        var page = await views.RangeAsync(
            new ViewRange(TuitionViews.BySchool, TuitionViews.SchoolPartition(step.School, step.Period), StepRows, Continuation: step.Continuation),
            cancellationToken);
        var asked = Asked.By(context);
        var owing = page.Rows.Select(TuitionViews.ReadBill).Where(row => row.OverdueVnd(step.Day.AddDays(Ahead + 1)) > 0).ToList();
        List<Outgoing> messages = [.. owing.Select(row => new Outgoing(TuitionMessages.ReminderDue.WriteNamed(
            $"{row.Id}.{Key(step.Day)}", row.Account, VietnamTime.At(step.Day, Morning), asked.Correlation,
            new ReminderDueV1(row.Account, row.Period, step.Day))))];
        if (page.Continuation is { } next) messages.Add(new Outgoing(Step(step.School, step.Period, step.Day, next, asked)));
        await _schedules.ChangeAsync(
            context.Message.Session,
            context.Cause,
            loaded => new Change<ReminderSchedule>(new ReminderSchedule(step.School, step.Period, step.Day, (loaded.State?.Asked ?? 0) + owing.Count))
            {
                Messages = messages,
            },
            cancellationToken);
    }

    /// <summary>Reminds one family, if it is still needed.</summary>
    public async ValueTask RemindAsync(ReminderDueV1 due, MessageContext context, CancellationToken cancellationToken)
    {
        var asked = Asked.By(context);
        await accounts.ChangeAsync(
            due.Account,
            context.Cause,
            (loaded, stem) =>
            {
                if (loaded.State?.Standing(due.Period) is not { } bill) return (Change<StudentAccount>?)null;
                var owed = bill.OverdueVnd(due.Day.AddDays(Ahead + 1));
                if (owed == 0 || notices.Reminder(loaded.Id, loaded.State, bill, owed, due.Day.DayNumber, asked, $"{stem}-n") is not { } notice)
                    return (Change<StudentAccount>?)null;
                return new Change<StudentAccount>(State: null)
                {
                    Documents = [new Document($"r/{due.Period}/{Key(due.Day)}", "{}"u8.ToArray())],
                    Messages = [new Outgoing(notice)],
                };
            },
            cancellationToken);
    }

    private Message Step(string school, string period, DateOnly day, string? continuation, Asked asked)
    {
        var session = TuitionIds.Reminder(school, period);
        var payload = new ReminderStepV1(school, period, day, continuation);
        return continuation is null
            ? TuitionMessages.ReminderStep.WriteNamed($"{session}.{Key(day)}", session, VietnamTime.At(day, Morning), asked.Correlation, payload)
            : TuitionMessages.ReminderStep.Write(ids.Next(), session, asked.ArrivedAt, asked.Correlation, payload);
    }

    private static string Key(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
