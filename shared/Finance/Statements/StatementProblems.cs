using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Why a statement is refused whole. Each says the line.</summary>
public static class StatementProblems
{
    /// <summary>Sums or balances do not fit the lines.</summary>
    /// <param name="line">The line of the total, or the first balance that does not follow.</param>
    public static Problem WrongTotal(int line, long stated, long found) => new(
        "FIN-101",
        ProblemKind.Invalid,
        new("Tổng hoặc số dư của sao kê không khớp", "The statement's total or balance does not fit its lines"),
        new($"Dòng {line}: ghi {stated:N0}, tính được {found:N0}.", $"Line {line}: it says {stated:N0}, its lines make {found:N0}."));

    /// <summary>The header is not the one that was saved for this source.</summary>
    public static Problem ColumnChanged(int line, string expected, string found) => new(
        "FIN-102",
        ProblemKind.Invalid,
        new("Cột của sao kê đã thay đổi", "The statement's columns have changed"),
        new($"Dòng {line}: cần “{expected}”, gặp “{found}”.", $"Line {line}: “{expected}” is expected, “{found}” is there."));

    public static Problem ForeignCurrency(int line, string expected, string found) => new(
        "FIN-103",
        ProblemKind.Invalid,
        new("Sao kê có loại tiền khác", "The statement is in another currency"),
        new($"Dòng {line}: {found} thay vì {expected}.", $"Line {line}: {found} instead of {expected}."));

    public static Problem DuplicateLine(int line, int first) => new(
        "FIN-104",
        ProblemKind.Invalid,
        new("Sao kê có dòng lặp", "The statement holds a line twice"),
        new($"Dòng {line} lặp lại dòng {first}.", $"Line {line} repeats line {first}."));

    public static Problem BadEncoding(int line) => new(
        "FIN-105",
        ProblemKind.Invalid,
        new("Bảng mã của sao kê không đọc được", "The statement's encoding cannot be read"),
        new($"Dòng {line} không phải UTF-8.", $"Line {line} is not UTF-8."));

    public static Problem Truncated(int line, LocalText missing) => new(
        "FIN-106",
        ProblemKind.Invalid,
        new("Sao kê bị cắt cuối", "The statement's end is missing"),
        new($"Sau dòng {line}: {missing.Vi}.", $"After line {line}: {missing.En}."));

    /// <summary>A line cannot be understood.</summary>
    /// <param name="field">The column or field, in the file's terms.</param>
    public static Problem Malformed(int line, string field) => new(
        "FIN-107",
        ProblemKind.Invalid,
        new("Có dòng sao kê không đọc được", "A line of the statement cannot be read"),
        new($"Dòng {line}, trường {field}.", $"Line {line}, field {field}."));

    public static readonly Problem TooLarge = new(
        "FIN-108",
        ProblemKind.TooLarge,
        new("Sao kê quá lớn", "The statement is too large"),
        new($"Tối đa {StatementLimits.MaxBytes / 1024 / 1024} MB và {StatementLimits.MaxLines:N0} dòng.",
            $"At most {StatementLimits.MaxBytes / 1024 / 1024} MB and {StatementLimits.MaxLines:N0} lines."));

    /// <summary>It is not of the format it was given as.</summary>
    public static Problem NotThisFormat(string format) => new(
        "FIN-109",
        ProblemKind.Unsupported,
        new("Tệp không đúng định dạng sao kê", "The file is not a statement of this format"),
        new($"Cần {format}.", $"{format} is expected."));

    public static readonly Problem Empty = new(
        "FIN-110",
        ProblemKind.Invalid,
        new("Sao kê không có dòng nào", "The statement holds nothing"));

    /// <summary>It is of another account than the one it was given for.</summary>
    public static Problem OtherAccount(int line, string found) => new(
        "FIN-111",
        ProblemKind.Invalid,
        new("Sao kê của tài khoản khác", "The statement is of another account"),
        new($"Dòng {line}: tài khoản {found}.", $"Line {line}: account {found}."));

    /// <summary>No columns are saved for this source, or they cannot be used.</summary>
    public static Problem NoMapping(string reason) => new(
        "FIN-112",
        ProblemKind.Invalid,
        new("Chưa khai báo cột cho nguồn này", "The columns of this source are not set up"),
        new(reason, reason));

    /// <summary>Nobody has booked what is still to come: day and month changed places, or the year is wrong.</summary>
    public static Problem InTheFuture(int line, DateOnly day) => new(
        "FIN-114",
        ProblemKind.Invalid,
        new("Sao kê có dòng ở ngày chưa đến", "The statement has a line of a day to come"),
        new($"Dòng {line}: {day.Display()}.", $"Line {line}: {day.Display()}."));

    /// <summary>A gateway did not answer to the end; what it had said by then is not kept.</summary>
    public static Problem GatewaySilent(string why) => new(
        "FIN-113",
        ProblemKind.Unavailable,
        new("Cổng thanh toán chưa trả lời đầy đủ", "The gateway did not answer to the end"),
        new($"Chưa lưu gì. {why}", $"Nothing was kept. {why}"));
}
