using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Refusals of the tuition feature. Codes <c>TUITION-001</c> onwards; fields <c>TUITION-F01</c> onwards.</summary>
public static class TuitionProblems
{
    /// <summary>Fields are wrong; all of them are listed.</summary>
    public static Problem NotValid(IReadOnlyList<FieldProblem> fields) => new(
        "TUITION-001",
        ProblemKind.Invalid,
        new("Có chỗ cần sửa", "Something has to be put right"),
        new("Hãy xem ghi chú ở từng mục.", "See the note at each field."),
        fields);

    /// <summary>The catalogue breaks a rule that may be broken for a reason, and gives none.</summary>
    public static Problem ReasonNeeded(IReadOnlyList<FieldProblem> fields) => new(
        "TUITION-002",
        ProblemKind.Conflict,
        new("Mức thu vượt quy định, cần ghi lý do", "A price is beyond the rules: give a reason"),
        new("Lý do được lưu và công khai cùng bảng giá.", "The reason is kept and published with the prices."),
        fields);

    public static readonly Problem NoCatalogue = new(
        "TUITION-003",
        ProblemKind.NotFound,
        new("Trường chưa công bố các khoản thu", "The school has published no prices"));

    public static readonly Problem NotAPeriod = new(
        "TUITION-004",
        ProblemKind.Invalid,
        new("Kỳ thu không đúng", "This is not a billing period"),
        new("Ghi tháng như 2026-09, hoặc học kỳ như 2026-2027-hk1.", "Give a month such as 2026-09, or a term such as 2026-2027-hk1."));

    public static readonly Problem RunUnderWay = new(
        "TUITION-005",
        ProblemKind.Conflict,
        new("Đợt phát hành của kỳ này đang chạy", "A bill run of this period is under way"),
        new("Hãy chờ xong rồi tải danh sách khác.", "Wait until it is done before you send another list."));

    public static Problem NoSuchItem(string item) => new(
        "TUITION-006",
        ProblemKind.Invalid,
        new("Danh sách có khoản thu không có trong bảng giá", "The list names an item the school does not charge"),
        new($"Khoản: {item}.", $"Item: {item}."));

    public static Problem ItemNotHere(string item) => new(
        "TUITION-007",
        ProblemKind.Invalid,
        new("Khoản thu không thuộc kỳ hoặc cấp học này", "The item is not for this period or level"),
        new($"Khoản: {item}.", $"Item: {item}."));

    public static Problem NoPrice(string item) => new(
        "TUITION-008",
        ProblemKind.Conflict,
        new("Khoản thu chưa có giá cho kỳ này", "The item has no price for this period"),
        new($"Khoản: {item}.", $"Item: {item}."));

    public static readonly Problem NothingToBill = new(
        "TUITION-009",
        ProblemKind.Invalid,
        new("Không có khoản nào để thu", "There is nothing to bill"));

    public static Problem TwiceInList(int line) => new(
        "TUITION-010",
        ProblemKind.Invalid,
        new($"Học sinh đã có ở dòng {line}", $"The pupil is in row {line} already"));

    public static readonly Problem Cancelled = new(
        "TUITION-011",
        ProblemKind.Conflict,
        new("Hóa đơn của kỳ này đã bị hủy", "This period's bill was cancelled"),
        new("Nếu cần, hãy phát hành lại từ trang của hóa đơn.", "Issue it again from its own page if it is needed."));

    public static readonly Problem PeriodClosed = new(
        "TUITION-012",
        ProblemKind.Closed,
        new("Kỳ này đã khóa sổ", "This period is closed"));

    public static readonly Problem NothingOwed = new(
        "TUITION-013",
        ProblemKind.Conflict,
        new("Không còn khoản nào phải nộp", "Nothing is left to pay"));

    public static readonly Problem BasketTooLarge = new(
        "TUITION-014",
        ProblemKind.Invalid,
        new($"Một lần nộp tối đa {Basket.MaxShares} hóa đơn", $"At most {Basket.MaxShares} bills are paid at once"));

    public static readonly Problem SecondPerson = new(
        "TUITION-015",
        ProblemKind.Forbidden,
        new("Cần người thứ hai duyệt", "A second person has to decide"),
        new("Người lập đề nghị không tự duyệt được.", "Whoever asked may not decide."));

    public static readonly Problem Decided = new(
        "TUITION-016",
        ProblemKind.Conflict,
        new("Đề nghị này đã được quyết định", "This was decided already"));

    public static readonly Problem ElsewhereAlready = new(
        "TUITION-017",
        ProblemKind.Conflict,
        new("Học sinh đã được hưởng chế độ ở trường khác trong thời gian này", "The pupil has a benefit at another school in this time"),
        new("Mỗi người chỉ hưởng chế độ tại một nơi học.", "A pupil has a benefit in one place only."));

    public static readonly Problem TooMany = new(
        "TUITION-018",
        ProblemKind.TooMany,
        new("Đã quá số lần cho phép", "There are more than there may be"));

    public static readonly Problem CodeNotRight = new(
        "TUITION-019",
        ProblemKind.Invalid,
        new("Mã học sinh không khớp với hóa đơn này", "The pupil's code does not belong to this bill"),
        new("Mã in trên thông báo của nhà trường.", "It is printed on the school's notice."));

    public static readonly Problem NotStanding = new(
        "TUITION-020",
        ProblemKind.Conflict,
        new("Hóa đơn không ở trạng thái làm được việc này", "The bill is not in a state for this"));

    public static readonly Problem OwesLess = new(
        "TUITION-021",
        ProblemKind.Conflict,
        new("Hóa đơn không còn nợ đến mức này", "The bill does not owe as much any more"));

    /// <summary>A field that must be filled in is empty.</summary>
    public static FieldProblem Required(string field) => new(field, "TUITION-F01", new("Cần điền mục này.", "Fill this in."));

    /// <summary>A field holds something that cannot be.</summary>
    public static FieldProblem NotRight(string field, string vi, string en) => new(field, "TUITION-F02", new LocalText($"Chưa đúng: {vi}", $"Not right: {en}"));

    /// <summary>A price beyond a rule that may be broken for a reason.</summary>
    public static FieldProblem BeyondRule(string field, LocalText text) => new(field, "TUITION-F03", new LocalText($"Vượt quy định: {text.Vi}", $"Beyond the rules: {text.En}"));
}
