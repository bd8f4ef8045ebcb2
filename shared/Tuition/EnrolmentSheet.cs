using System.Buffers;
using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A row of an enrolment list.</summary>
/// <param name="Line">Line in the list.</param>
/// <param name="Items">Items of the catalogue the pupil takes, and how many of each.</param>
/// <param name="Guardian">Family account that may see the bills; null for none.</param>
public sealed record EnrolmentRow(
    int Line,
    string Student,
    string Name,
    string Class,
    SchoolLevel Level,
    Standing Standing,
    IReadOnlyDictionary<string, int> Items,
    string? Email = null,
    string? Phone = null,
    string? Guardian = null);

/// <summary>The list a school bills from: its columns, and what their cells mean.</summary>
public static class EnrolmentSheet
{
    /// <summary>Most of one item, for example meals in a month.</summary>
    public const int MaxQuantity = 99;

    private const int StudentDigits = 10;
    private const int MaxNameLength = 100;
    private const int MaxClassLength = 20;
    private const int MaxContactLength = 120;
    private static readonly SearchValues<char> PhoneCharacters = SearchValues.Create("+0123456789");

    private static readonly SheetColumn Student = new("student", new("Mã học sinh", "Pupil code"), true, "Mã định danh");
    private static readonly SheetColumn Name = new("name", new("Họ và tên", "Name"), true, "Họ tên");
    private static readonly SheetColumn Class = new("class", new("Lớp", "Class"));
    private static readonly SheetColumn Level = new("level", new("Cấp học", "Level"), false);
    private static readonly SheetColumn Status = new("standing", new("Tình trạng học", "Standing"), false);
    private static readonly SheetColumn Items = new("items", new("Khoản đăng ký", "Items"), false, "Dịch vụ");
    private static readonly SheetColumn Email = new("email", new("Email phụ huynh", "Guardian's e-mail"), false, "Email");
    private static readonly SheetColumn Phone = new("phone", new("Điện thoại phụ huynh", "Guardian's phone"), false, "Điện thoại");
    private static readonly SheetColumn Guardian = new("guardian", new("Tài khoản phụ huynh", "Guardian's account"), false);

    public static readonly IReadOnlyList<SheetColumn> Columns = [Student, Name, Class, Level, Status, Items, Email, Phone, Guardian];

    /// <summary>Levels as lists name them, without accents and spaces.</summary>
    internal static readonly (SchoolLevel Value, string[] Words)[] Levels =
    [
        (SchoolLevel.Preschool, ["preschool", "mamnon"]),
        (SchoolLevel.Primary, ["primary", "tieuhoc"]),
        (SchoolLevel.LowerSecondary, ["lowersecondary", "thcs", "trunghoccoso"]),
        (SchoolLevel.UpperSecondary, ["uppersecondary", "thpt", "trunghocphothong"]),
    ];

    private static readonly (Standing Value, string[] Words)[] Standings =
    [
        (Standing.Studying, ["studying", "danghoc"]),
        (Standing.Suspended, ["suspended", "dinhchi", "tamdungdinhchi", "nghihoc"]),
        (Standing.Repeating, ["repeating", "luuban", "hoclai"]),
        (Standing.Excused, ["excused", "omdau", "tainan", "batkhakhang"]),
    ];

    /// <summary>Reads one row; everything wrong with it is listed.</summary>
    public static Result<EnrolmentRow> Read(SheetColumns columns, SheetRow row)
    {
        var faults = new List<FieldProblem>();
        var student = SheetCell.Digits(Cell(Student), StudentDigits).ToUpperInvariant();
        if (!TuitionIds.IsStudent(student)) faults.Add(TuitionProblems.NotRight("student", "mã gồm chữ, số và dấu gạch", "letters, digits and dashes"));
        var name = Text(Name, MaxNameLength);
        var className = Text(Class, MaxClassLength);
        if (className.Contains('|', StringComparison.Ordinal)) faults.Add(TuitionProblems.NotRight("class", "có ký tự |", "it holds |"));
        var level = Choice(Level, Levels, SchoolLevel.UpperSecondary);
        var standing = Choice(Status, Standings, Standing.Studying);
        var items = Quantities(Cell(Items), faults);
        var (email, phone, guardian) = (Cell(Email), SheetCell.Digits(Cell(Phone), StudentDigits), Cell(Guardian));
        if (email.Length > MaxContactLength || (email.Length > 0 && !email.Contains('@', StringComparison.Ordinal))) faults.Add(TuitionProblems.NotRight("email", "không phải địa chỉ email", "no e-mail address"));
        if (phone.Length > 0 && (phone.Length is < 9 or > 15 || phone.AsSpan().ContainsAnyExcept(PhoneCharacters))) faults.Add(TuitionProblems.NotRight("phone", "không phải số điện thoại", "no phone number"));
        if (guardian.Length > MaxContactLength) faults.Add(TuitionProblems.NotRight("guardian", "quá dài", "too long"));
        return faults.Count > 0
            ? TuitionProblems.NotValid(faults)
            : new EnrolmentRow(row.LineNumber, student, name, className, level, standing, items, Null(email), Null(phone), Null(guardian));

        string Cell(SheetColumn column) => columns.Cell(row, column);

        string Text(SheetColumn column, int maxLength)
        {
            var text = Cell(column);
            if (text.Length == 0) faults.Add(TuitionProblems.Required(column.Key));
            if (text.Length > maxLength) faults.Add(TuitionProblems.NotRight(column.Key, "quá dài", "too long"));
            return text;
        }

        T Choice<T>(SheetColumn column, (T Value, string[] Words)[] choices, T otherwise)
            where T : struct
        {
            if (VietnameseText.Plain(Cell(column)).Length == 0) return otherwise;
            if (SheetCell.Choice(Cell(column), choices) is { } value) return value;
            faults.Add(TuitionProblems.NotRight(column.Key, "không có trong danh sách", "not one of those there are"));
            return otherwise;
        }
    }

    /// <summary><c>boarding; meals*22</c>: codes with how many, one when nothing is said.</summary>
    private static Dictionary<string, int> Quantities(string cell, List<FieldProblem> faults)
    {
        var items = new Dictionary<string, int>();
        foreach (var part in cell.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var star = part.IndexOf('*', StringComparison.Ordinal);
            var code = (star < 0 ? part : part[..star]).Trim().ToLowerInvariant();
            var quantity = 1;
            if (star >= 0 && (!int.TryParse(part.AsSpan(star + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out quantity) || quantity is < 1 or > MaxQuantity))
                faults.Add(TuitionProblems.NotRight("items", $"số lượng từ 1 đến {MaxQuantity}", $"1 to {MaxQuantity} of one item"));
            if (!items.TryAdd(code, quantity)) faults.Add(TuitionProblems.NotRight("items", $"{code} có hai lần", $"{code} is there twice"));
            if (items.Count > FeeCatalogue.MaxItems) break;
        }

        return items;
    }

    private static string? Null(string text) => text.Length == 0 ? null : text;
}
