using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A session as the Ministry defines it: everything but its code and its extensions.</summary>
/// <inheritdoc cref="ExamSession"/>
public sealed record SessionDefinition(
    LocalText Name,
    string Procedure,
    DateTimeOffset OpensAt,
    DateTimeOffset ClosesAt,
    DateTimeOffset CorrectionsUntil,
    DateTimeOffset PayUntil,
    DateOnly FirstExamDay,
    DateOnly LastExamDay,
    IReadOnlyList<Dated<FeeSchedule>> Fees)
{
    /// <summary>The session it makes of a code, with the extensions that were given so far.</summary>
    public ExamSession Under(string code, IReadOnlyList<WindowExtension> extensions) => new(
        code, Name, Procedure, OpensAt, ClosesAt, CorrectionsUntil, PayUntil, FirstExamDay, LastExamDay, Fees, extensions);

    /// <summary>What a session is defined as.</summary>
    public static SessionDefinition Of(ExamSession session) => new(
        session.Name,
        session.Procedure,
        session.OpensAt,
        session.ClosesAt,
        session.CorrectionsUntil,
        session.PayUntil,
        session.FirstExamDay,
        session.LastExamDay,
        session.Fees);
}

/// <summary>What a definition must say, and what of it may change once families have begun to file.</summary>
public static class SessionCheck
{
    /// <summary>Longest name or instrument.</summary>
    public const int MaxText = 200;

    /// <summary>Longest procedure code.</summary>
    public const int MaxProcedure = 20;

    /// <summary>Largest fee, in whole đồng.</summary>
    public const long MaxFee = 100_000_000;

    /// <summary>Most fee schedules of one session, and most candidate types or groups in one.</summary>
    public const int MaxFees = 20;

    /// <summary>Years a session may be in.</summary>
    public const int FirstYear = 2020, LastYear = 2100;

    /// <summary>Most days from the first exam day to the last.</summary>
    public const int MaxExamDays = 31;

    /// <summary>Words that routes of the API have where a session's code could stand.</summary>
    private static readonly string[] Reserved = ["sessions", "registrations", "account", "departments", "units"];

    private static readonly LocalText Opens = new("mở đăng ký", "opening");
    private static readonly LocalText Closes = new("đóng đăng ký", "closing");
    private static readonly LocalText CorrectionsEnd = new("hết hạn chỉnh sửa và nộp lệ phí", "the end of corrections and payment");
    private static readonly LocalText FirstDay = new("ngày thi đầu tiên", "the first exam day");

    /// <summary>True for a code a session may have.</summary>
    public static bool IsFree(string code) => ExamIds.IsSession(code) && !Reserved.Contains(code);

    /// <summary>What is wrong with a definition; empty when nothing is.</summary>
    /// <param name="session">The definition.</param>
    /// <param name="book">For the exempt groups in force on a schedule's first day in this session.</param>
    public static IReadOnlyList<FieldProblem> Faults(SessionDefinition session, ExamRuleBook book) =>
        [.. Texts(session), .. Times(session), .. Fees(session, book)];

    /// <summary>What a change alters that stands since registration is open; empty before that.</summary>
    /// <param name="before">The session as it is.</param>
    /// <param name="after">As it is to be.</param>
    /// <param name="now">When it is changed.</param>
    public static IReadOnlyList<FieldProblem> FixedFaults(ExamSession before, SessionDefinition after, DateTimeOffset now)
    {
        if (now < before.OpensAt) return [];
        var faults = new List<FieldProblem>();
        if (after.Procedure != before.Procedure) faults.Add(FieldProblems.FixedSinceOpen("procedure"));
        if (after.OpensAt != before.OpensAt) faults.Add(FieldProblems.FixedSinceOpen("opensAt"));
        if (after.ClosesAt != before.ClosesAt) faults.Add(FieldProblems.FixedSinceOpen("closesAt"));
        if (after.CorrectionsUntil < before.CorrectionsUntil) faults.Add(FieldProblems.NotEarlier("correctionsUntil"));
        if (after.PayUntil < before.PayUntil) faults.Add(FieldProblems.NotEarlier("payUntil"));
        var today = now.VietnamDate();
        if (before.Extensions.Any(extension => extension.Until >= VietnamTime.StartOf(after.FirstExamDay)))
            faults.Add(FieldProblems.NotAfter("firstExamDay", CorrectionsEnd));
        if (Begun(before.Fees, today) != Begun(after.Fees, today)) faults.Add(FieldProblems.FixedSinceOpen("fees"));
        return faults;
    }

    /// <summary>True for a name or an instrument of a definition.</summary>
    internal static bool IsText(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxText;

    private static IEnumerable<FieldProblem> Texts(SessionDefinition session)
    {
        if (!IsText(session.Name.Vi)) yield return FieldProblems.Text("name.vi", MaxText);
        if (!IsText(session.Name.En)) yield return FieldProblems.Text("name.en", MaxText);
        if (session.Procedure.Length is 0 or > MaxProcedure || session.Procedure.Any(c => !char.IsAsciiDigit(c) && c != '.'))
            yield return FieldProblems.Procedure("procedure");
    }

    private static IEnumerable<FieldProblem> Times(SessionDefinition session)
    {
        (string Field, int Year)[] years =
        [
            ("opensAt", session.OpensAt.Year),
            ("closesAt", session.ClosesAt.Year),
            ("correctionsUntil", session.CorrectionsUntil.Year),
            ("payUntil", session.PayUntil.Year),
            ("firstExamDay", session.FirstExamDay.Year),
            ("lastExamDay", session.LastExamDay.Year),
        ];
        var implausible = years.Where(one => one.Year is < FirstYear or > LastYear).Select(one => FieldProblems.Year(one.Field)).ToList();
        return implausible.Count > 0 ? implausible : Order(session);
    }

    private static IEnumerable<FieldProblem> Order(SessionDefinition session)
    {
        if (session.ClosesAt <= session.OpensAt) yield return FieldProblems.NotAfter("closesAt", Opens);
        if (session.CorrectionsUntil < session.ClosesAt) yield return FieldProblems.NotAfter("correctionsUntil", Closes);
        if (session.PayUntil < session.ClosesAt) yield return FieldProblems.NotAfter("payUntil", Closes);
        var latest = session.CorrectionsUntil > session.PayUntil ? session.CorrectionsUntil : session.PayUntil;
        if (session.FirstExamDay <= latest.VietnamDate()) yield return FieldProblems.NotAfter("firstExamDay", CorrectionsEnd);
        if (session.LastExamDay < session.FirstExamDay || session.LastExamDay.DayNumber - session.FirstExamDay.DayNumber >= MaxExamDays)
            yield return FieldProblems.NotAfter("lastExamDay", FirstDay);
    }

    private static IEnumerable<FieldProblem> Fees(SessionDefinition session, ExamRuleBook book)
    {
        if (session.Fees.Count is 0 or > MaxFees || !Covers(session))
        {
            yield return FieldProblems.FeesDoNotCover;
            yield break;
        }

        var opens = session.OpensAt.VietnamDate();
        for (var i = 0; i < session.Fees.Count; i++)
        {
            var (from, instrument, schedule, _) = session.Fees[i];
            if (!IsText(instrument)) yield return FieldProblems.Text($"fees[{i}].instrument", MaxText);
            if (!IsFee(schedule.Amount)) yield return FieldProblems.FeeAmount($"fees[{i}].value.amount");
            if (schedule.ByType.Count > MaxFees || schedule.ByType.DistinctBy(fee => fee.Type).Count() < schedule.ByType.Count || schedule.ByType.Any(fee => !IsFee(fee.Amount)))
                yield return FieldProblems.FeeAmount($"fees[{i}].value.byType");
            // An old instrument's groups count by what they are called when somebody first pays by it here.
            var groups = book.On(from > opens ? from : opens).FeeExemptions;
            if (schedule.ExemptGroups.Count > groups.All.Count || schedule.ExemptGroups.Any(group => !groups.Has(group)))
                yield return FieldProblems.NotACode($"fees[{i}].value.exemptGroups");
        }
    }

    /// <summary>One fee on every day on which a form can be filed or corrected.</summary>
    private static bool Covers(SessionDefinition session)
    {
        var day = session.OpensAt.VietnamDate();
        var ordered = session.Fees.OrderBy(version => version.From).ToList();
        for (var i = 0; i < ordered.Count; i++)
        {
            var (from, _, _, to) = ordered[i];
            // The first may have begun long before; each other begins where the one before it ends.
            if (to < from || (i == 0 ? from > day : from != day)) return false;
            if (to is not { } last || last == DateOnly.MaxValue) return i == ordered.Count - 1;
            day = last.AddDays(1);
        }

        return day > session.CorrectionsUntil.VietnamDate();
    }

    private static bool IsFee(Money amount) => amount is { Currency: Money.Dong, MinorUnits: >= 0 and <= MaxFee };

    /// <summary>The schedules that are or were in force by a day; as text, because lists inside them compare by reference.</summary>
    private static string Begun(IReadOnlyList<Dated<FeeSchedule>> fees, DateOnly day) => string.Join(
        '\n',
        fees.Where(version => version.From <= day)
            .OrderBy(version => version.From)
            .Select(version => JsonSerializer.Serialize(version with { To = version.To < day ? version.To : null }, ExamsJson.Default.DatedFeeSchedule)));
}
