using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages.Ministry;

/// <summary>A form for one session, new or changed. Its fields are named as the API names them, so that what is wrong stands beside each.</summary>
[Authorize(Roles = nameof(Role.Ministry))]
public sealed class EditSessionModel(DefineSessionHandler define, ExamRuleBook book, TimeProvider clock) : ServicePage
{
    /// <summary>What the time of day of a moment is called after its day.</summary>
    public const string Time = "Time";

    private const string Amount = "fees[0].value.amount";
    private const string Instrument = "fees[0].instrument";
    private const string ExemptGroups = "fees[0].value.exemptGroups";

    private readonly Dictionary<string, string> _shown = new(StringComparer.Ordinal);
    private DefinedSession? _before;

    /// <summary>Moments of a session: a day and a time of day.</summary>
    public static IReadOnlyList<string> Moments { get; } = ["opensAt", "closesAt", "correctionsUntil", "payUntil"];

    /// <summary>Days of a session.</summary>
    public static IReadOnlyList<string> Days { get; } = ["firstExamDay", "lastExamDay"];

    public bool IsNew { get; private set; } = true;

    /// <summary>Families file already: part of it is fixed.</summary>
    public bool IsOpen => _before is { } session && clock.GetUtcNow() >= session.Definition.OpensAt;

    /// <summary>Fees this form has no fields for; null when it has.</summary>
    public IReadOnlyList<Dated<FeeSchedule>>? KeptFees =>
        _before?.Definition.Fees is { } fees && (fees.Count != 1 || fees[0].To is not null || fees[0].Value.ByType.Count > 0) ? fees : null;

    public IReadOnlyList<Choice> Groups => ExamWords.Choices(book.On(clock.GetUtcNow().VietnamDate()).FeeExemptions, L);

    public IReadOnlyCollection<string> Chosen { get; private set; } = [];

    /// <summary>Who defined, changed and extended it.</summary>
    public IReadOnlyList<HistoryEntry> History { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string? session, CancellationToken cancellationToken)
    {
        if (await LoadAsync(session, cancellationToken) is { } refusal) return Refusal(refusal);
        if (_before is { } before) Show(before);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? code, long? version, CancellationToken cancellationToken)
    {
        if (await LoadAsync(version is null ? null : code, cancellationToken) is { } refusal) return Refusal(refusal);
        foreach (var (field, value) in Request.Form) _shown[field] = value.ToString();
        Chosen = [.. Request.Form[ExemptGroups].OfType<string>()];

        var faults = new List<FieldProblem>();
        var definition = new SessionDefinition(
            new LocalText(Text("name.vi").Trim(), Text("name.en").Trim()),
            Text("procedure").Trim(),
            Moment("opensAt", faults),
            Moment("closesAt", faults),
            Moment("correctionsUntil", faults),
            Moment("payUntil", faults),
            Day("firstExamDay", faults),
            Day("lastExamDay", faults),
            KeptFees ?? Fees(faults));
        if (faults.Count > 0) return AskAgain(ExamProblems.SessionNotValid(faults));

        var asked = HttpContext.Asked(FormCause());
        var result = await define.HandleAsync(new DefineSession(code?.Trim() ?? "", definition, version), asked, cancellationToken);
        return result.Succeeded(out _, out var problem) ? Redirect("/ministry/sessions?done=1") : AskAgain(problem);
    }

    /// <summary>What a field shows: what was typed, or what is stored.</summary>
    public string Text(string field) => _shown.GetValueOrDefault(field, "");

    /// <summary>What a field is called.</summary>
    public string LabelOf(string field) => field switch
    {
        "code" => L("Mã kỳ thi", "Session code"),
        "name.vi" => L("Tên tiếng Việt", "Vietnamese name"),
        "name.en" => L("Tên tiếng Anh", "English name"),
        "procedure" => L("Mã thủ tục hành chính", "Administrative procedure code"),
        "opensAt" => L("Mở đăng ký", "Registration opens"),
        "closesAt" => L("Đóng đăng ký", "Registration closes"),
        "correctionsUntil" => L("Chỉnh sửa theo yêu cầu đến", "Corrections until"),
        "payUntil" => L("Nộp lệ phí đến", "Pay until"),
        "firstExamDay" => L("Ngày thi đầu tiên", "First exam day"),
        "lastExamDay" => L("Ngày thi cuối cùng", "Last exam day"),
        "fees" => L("Áp dụng mức phí từ", "The fee is in force from"),
        Amount => L("Mức lệ phí", "Fee"),
        Instrument => L("Văn bản quy định mức phí", "Instrument that sets it"),
        ExemptGroups => L("Diện được miễn", "Exempt groups"),
        _ when field.EndsWith(Time, StringComparison.Ordinal) => L("Giờ", "Time"),
        _ => field,
    };

    private async ValueTask<Problem?> LoadAsync(string? session, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(session)) return null;
        if (!(await define.ReadAsync(session, HttpContext.Asked(), cancellationToken)).Succeeded(out var found, out var problem)) return problem;
        (_before, IsNew) = (found, false);
        History = (await define.ReadHistoryAsync(session, HttpContext.Asked(), cancellationToken)).Value;
        return null;
    }

    private void Show(DefinedSession defined)
    {
        var session = defined.Definition;
        foreach (var field in Moments) ShowMoment(field, MomentOf(session, field));
        _shown["version"] = defined.Version.ToString(CultureInfo.InvariantCulture);
        _shown["code"] = session.Code;
        (_shown["name.vi"], _shown["name.en"], _shown["procedure"]) = (session.Name.Vi, session.Name.En, session.Procedure);
        (_shown["firstExamDay"], _shown["lastExamDay"]) = (session.FirstExamDay.Display(), session.LastExamDay.Display());
        if (KeptFees is not null) return;
        var fee = session.Fees[0];
        _shown[Amount] = fee.Value.Amount.MinorUnits.ToString(CultureInfo.InvariantCulture);
        (_shown[Instrument], _shown["fees"]) = (fee.Instrument, fee.From.Display());
        Chosen = [.. fee.Value.ExemptGroups];
    }

    private void ShowMoment(string field, DateTimeOffset at) => (_shown[field], _shown[field + Time]) = (at.VietnamDate().Display(), TimeOf(at));

    private DateTimeOffset Moment(string field, List<FieldProblem> faults)
    {
        var day = Day(field, faults);
        if (!TimeOnly.TryParse(Text(field + Time), CultureInfo.InvariantCulture, out var time)) faults.Add(FormPost.TimeUnreadable(field + Time));
        var typed = VietnamTime.At(day, time);
        // The form shows minutes: what was not touched keeps its seconds, which may not change once registration is open.
        return _before is { } before && MomentOf(before.Definition, field) is var kept && kept.VietnamDate() == day && TimeOf(kept) == TimeOf(typed) ? kept : typed;
    }

    private static DateTimeOffset MomentOf(ExamSession session, string field) => field switch
    {
        "opensAt" => session.OpensAt,
        "closesAt" => session.ClosesAt,
        "correctionsUntil" => session.CorrectionsUntil,
        _ => session.PayUntil,
    };

    private static string TimeOf(DateTimeOffset at) => at.InVietnam().ToString("HH:mm", CultureInfo.InvariantCulture);

    private DateOnly Day(string field, List<FieldProblem> faults)
    {
        if (FormPost.Day(Text(field)) is { } day) return day;
        faults.Add(FormPost.DayUnreadable(field));
        return DateOnly.FromDateTime(DateTime.UnixEpoch);
    }

    private Dated<FeeSchedule>[] Fees(List<FieldProblem> faults)
    {
        var typed = Text(Amount).Replace(".", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (!long.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var amount)) faults.Add(FieldProblems.FeeAmount(Amount));
        var schedule = new FeeSchedule(Money.Vnd(amount), [], [.. Chosen]);
        return [new Dated<FeeSchedule>(Day("fees", faults), Text(Instrument).Trim(), schedule)];
    }
}
