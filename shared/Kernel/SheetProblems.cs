namespace PublicServices.Kernel;

/// <summary>Refusals of an uploaded sheet. Codes <c>SHEET-0xx</c>, columns <c>SHEET-Fxx</c>.</summary>
public static class SheetProblems
{
    /// <summary>There is no header row.</summary>
    public static readonly Problem Empty = new(
        "SHEET-001",
        ProblemKind.Invalid,
        new("Bảng không có dữ liệu", "The sheet is empty"),
        new("Dòng đầu tiên cần là tên các cột.", "The first row must hold the names of the columns."));

    /// <summary>It is larger than <see cref="Sheet.MaxBytes"/>, or expands to far more than that.</summary>
    public static readonly Problem TooLarge = new(
        "SHEET-002",
        ProblemKind.TooLarge,
        new("Bảng quá lớn", "The sheet is too large"),
        new($"Dung lượng tối đa là {Sheet.MaxBytes / 1024 / 1024} MB. Hãy chia thành nhiều tệp.",
            $"The limit is {Sheet.MaxBytes / 1024 / 1024} MB. Split it into several files."));

    /// <summary>It is neither CSV nor XLSX.</summary>
    public static readonly Problem NotASheet = new(
        "SHEET-003",
        ProblemKind.Unsupported,
        new("Tệp không phải bảng CSV hoặc XLSX", "The file is neither CSV nor XLSX"),
        new("Hãy mở bằng Excel và lưu lại dạng .xlsx, hoặc “CSV UTF-8”.",
            "Open it in Excel and save it as .xlsx, or as “CSV UTF-8”."));

    /// <summary>The XLSX cannot be opened: damaged, protected by a password, or of an old Excel.</summary>
    public static readonly Problem Damaged = new(
        "SHEET-004",
        ProblemKind.Invalid,
        new("Không mở được tệp XLSX", "The XLSX file cannot be opened"),
        new("Hãy bỏ mật khẩu nếu có, lưu lại bằng Excel dạng .xlsx rồi tải lên.",
            "Remove its password if it has one, save it again in Excel as .xlsx and upload that."));

    /// <summary>The text is not UTF-8 (nor UTF-16 with a byte-order mark).</summary>
    /// <param name="line">First line that cannot be read.</param>
    public static Problem Encoding(int line) => new(
        "SHEET-005",
        ProblemKind.Invalid,
        new("Bảng mã của tệp CSV không đọc được", "The CSV file's encoding cannot be read"),
        new($"Dòng {line} không phải UTF-8. Trong Excel, hãy lưu dạng “CSV UTF-8”.",
            $"Line {line} is not UTF-8. In Excel, save it as “CSV UTF-8”."));

    /// <summary>A quotation mark opens and never closes, or stands where none may.</summary>
    /// <param name="line">Where the row begins; of an open quotation mark, the row it opens in.</param>
    public static Problem Quotes(int line) => new(
        "SHEET-006",
        ProblemKind.Invalid,
        new("Dấu ngoặc kép trong tệp CSV không khớp", "The quotation marks in the CSV file do not match"),
        new($"Dòng {line}.", $"Row {line}."));

    /// <summary>A cell is longer than <see cref="Sheet.MaxCellChars"/>, or holds characters that are no text.</summary>
    /// <param name="line">Where the row begins.</param>
    /// <param name="column">The cell, from 1.</param>
    public static Problem Cell(int line, int column) => new(
        "SHEET-007",
        ProblemKind.Invalid,
        new($"Có ô dài quá {Sheet.MaxCellChars} ký tự hoặc chứa ký tự lạ",
            $"A cell is longer than {Sheet.MaxCellChars} characters or holds characters that are no text"),
        At(line, column));

    /// <summary>There are more rows or columns than allowed, or a row is wider than the header.</summary>
    /// <param name="line">The row that is too much.</param>
    /// <param name="column">The cell that is too much, from 1.</param>
    public static Problem Shape(int line, int column) => new(
        "SHEET-008",
        ProblemKind.Invalid,
        new("Bảng có quá nhiều dòng hoặc cột", "The sheet has too many rows or columns"),
        new($"{At(line, column).Vi} Tối đa {Sheet.MaxRows} dòng, {Sheet.MaxColumns} cột, và mỗi dòng không dài hơn dòng tên cột.",
            $"{At(line, column).En} At most {Sheet.MaxRows} rows and {Sheet.MaxColumns} columns, and no row wider than the header."));

    /// <summary>Columns are missing or named twice.</summary>
    /// <param name="fields">Each column at fault, by <see cref="ColumnMissing"/> or <see cref="ColumnTwice"/>.</param>
    public static Problem Columns(IReadOnlyList<FieldProblem> fields) => new(
        "SHEET-009",
        ProblemKind.Invalid,
        new("Tên cột trong bảng chưa đúng", "The sheet's columns are not right"),
        new("Hãy sửa dòng tên cột theo tệp mẫu.", "Correct the header row as in the template."),
        fields);

    /// <summary>A column that must be there is not.</summary>
    public static FieldProblem ColumnMissing(SheetColumn column) => new(
        column.Key,
        "SHEET-F01",
        new($"Thiếu cột “{column.Title.Vi}”.", $"The column “{column.Title.En}” is missing."));

    /// <summary>Two columns have names of the same meaning.</summary>
    public static FieldProblem ColumnTwice(SheetColumn column) => new(
        column.Key,
        "SHEET-F02",
        new($"Cột “{column.Title.Vi}” có hai lần.", $"The column “{column.Title.En}” is there twice."));

    private static LocalText At(int line, int column) => new($"Dòng {line}, cột {column}.", $"Row {line}, column {column}.");
}
