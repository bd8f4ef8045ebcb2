using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Refusals of the finance feature; those of statements are in <see cref="StatementProblems"/>.</summary>
public static class FinanceProblems
{
    public static readonly Problem UnknownAccount = new(
        "FIN-001",
        ProblemKind.Invalid,
        new("Không có tài khoản này trong sổ cái", "The chart has no such account"));

    public static readonly Problem UnknownSource = new(
        "FIN-002",
        ProblemKind.Invalid,
        new("Nguồn sao kê không hợp lệ", "This is no source of statements"),
        new("Dùng tên cổng thanh toán, hoặc “bank.” và tài khoản.", "Use a gateway's name, or “bank.” and an account."));

    public static readonly Problem ReasonMissing = new(
        "FIN-003",
        ProblemKind.Invalid,
        new("Hãy ghi lý do", "Please give a reason"),
        Fields: [new("reason", "FIN-F01", new($"Lý do dài từ 1 đến {FinanceOfficer.MaxReasonLength} ký tự.", $"A reason has 1 to {FinanceOfficer.MaxReasonLength} characters."))]);

    /// <summary>The line is matched, void, on its way, or accounted for by its settlement's totals.</summary>
    public static readonly Problem LineNotFree = new(
        "FIN-004",
        ProblemKind.Conflict,
        new("Dòng sao kê này không còn chờ đối soát", "This line is not waiting to be matched"));

    public static readonly Problem PartsNotWhole = new(
        "FIN-005",
        ProblemKind.Invalid,
        new("Các phần không bằng số tiền của dòng", "The parts do not make the line's amount"));

    public static readonly Problem NotMatched = new(
        "FIN-006",
        ProblemKind.Conflict,
        new("Dòng này chưa được đối soát, hoặc đang chuyển", "This line is not matched, or is on its way"));

    /// <summary>The amounts differ, so that it takes two people.</summary>
    public static readonly Problem AmountsDiffer = new(
        "FIN-007",
        ProblemKind.Conflict,
        new("Số tiền không khớp", "The amounts do not fit"),
        new("Hãy đề nghị đối soát cưỡng bức để người thứ hai duyệt.", "Propose a forced match for a second person to decide."));

    /// <summary>Whoever proposes something does not decide it.</summary>
    public static readonly Problem SecondPerson = new(
        "FIN-008",
        ProblemKind.Forbidden,
        new("Cần người thứ hai", "A second person must decide"),
        new("Người đề nghị không được tự duyệt.", "Whoever proposed it may not decide it."));

    public static readonly Problem Decided = new(
        "FIN-009",
        ProblemKind.Conflict,
        new("Đề nghị này đã được quyết định", "This proposal was decided"));

    public static readonly Problem JournalReversed = new(
        "FIN-010",
        ProblemKind.Conflict,
        new("Bút toán này đã được đảo, hoặc là bút toán đảo", "This journal was reversed, or is a reversal"));

    /// <summary>Only the day after the last closed one can be closed, and only once it is over.</summary>
    public static Problem NotTheNextDay(DateOnly? next) => new(
        "FIN-020",
        ProblemKind.Conflict,
        new("Chưa thể khóa sổ ngày này", "This day cannot be closed now"),
        next is { } day
            ? new($"Ngày tiếp theo cần khóa là {day.Display()}.", $"The next day to close is {day.Display()}.")
            : new("Ngày chưa kết thúc.", "The day is not over."));

    /// <summary>Not everything is equal to the đồng.</summary>
    public static Problem Differences(int count) => new(
        "FIN-021",
        ProblemKind.Conflict,
        new("Ngày này còn chênh lệch", "There are differences on this day"),
        new($"{count} chênh lệch. Hãy xử lý, hoặc đề nghị khóa sổ kèm danh sách chênh lệch.",
            $"{count} differences. Settle them, or propose to close with the list of what differs."));

    public static readonly Problem TooManyDays = new(
        "FIN-022",
        ProblemKind.Invalid,
        new("Khoảng ngày quá dài", "Too many days"));

    public static readonly Problem MappingInvalid = new(
        "FIN-030",
        ProblemKind.Invalid,
        new("Khai báo cột không dùng được", "These columns cannot be used"),
        new("Cần ngày, số tiền (hoặc có và nợ), và mọi cột được nêu phải có trong dòng tiêu đề, mỗi tên một lần.",
            "A day and an amount (or credit and debit) are needed, and every column named must be in the header, each name once."));

    public static readonly Problem ProposalInvalid = new(
        "FIN-031",
        ProblemKind.Invalid,
        new("Đề nghị không đầy đủ", "The proposal is not complete"));

    public static readonly Problem AboveLimit = new(
        "FIN-032",
        ProblemKind.Invalid,
        new("Vượt hạn mức xóa nợ", "Above the limit for writing off"));

    /// <summary>What one officer proposes to give up on one day is above the limit.</summary>
    public static Problem AboveDailyLimit(Money limit) => new(
        "FIN-033",
        ProblemKind.Invalid,
        new("Vượt hạn mức xóa nợ trong ngày", "Above the day's limit for writing off"),
        new($"Mỗi người được đề nghị xóa tối đa {limit} một ngày.", $"One officer may propose to give up {limit} a day at most."));

    /// <summary>What a line was to meet does not take it.</summary>
    /// <param name="why">As <see cref="PortionAnsweredV1.Refused"/> says it.</param>
    public static Problem NotMet(string why) => new(
        "FIN-034",
        ProblemKind.Conflict,
        new("Khoản dự kiến không nhận dòng này", "What was expected does not take this line"),
        why switch
        {
            nameof(UnmatchedReason.NothingExpected) => new("Khoản này không còn chờ tiền nữa.", "Nothing is expected there any more."),
            nameof(UnmatchedReason.SplitMismatch) => new(
                $"Đã có {Expectation.MaxPortions} dòng khớp với khoản này.", $"{Expectation.MaxPortions} lines have met it, which is the most."),
            MeetExpectation.CurrencyMismatch => new("Khác loại tiền.", "The currencies differ."),
            _ => null,
        });

    public static Problem TooManyMappings(int max) => new(
        "FIN-041",
        ProblemKind.Invalid,
        new("Quá nhiều nguồn có khai báo cột", "Too many sources have columns of their own"),
        new($"Tối đa {max} nguồn.", $"At most {max} sources."));

    /// <summary>A table does not fit the kind of file it is asked as.</summary>
    public static Problem TableTooLong(int maxRows) => new(
        "FIN-040",
        ProblemKind.Invalid,
        new("Bảng quá dài cho tệp XLSX", "The table is too long for XLSX"),
        new($"Tối đa {maxRows:N0} dòng. Hãy tải tệp CSV.", $"At most {maxRows:N0} rows. Take it as CSV."));
}
