using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Refusals about invoices. Codes <c>INVOICE-001</c> onwards.</summary>
public static class InvoiceProblems
{
    public static readonly Problem NoSettings = new(
        "INVOICE-001",
        ProblemKind.Conflict,
        new("Trường chưa khai báo thông tin xuất hóa đơn", "The school has not filled in what its invoices say"),
        new("Hãy khai mã số thuế, địa chỉ, mẫu số và ký hiệu trước.", "Fill in tax code, address, form and series first."));

    public static readonly Problem NotPaid = new(
        "INVOICE-002",
        ProblemKind.Conflict,
        new("Khoản thu chưa được nộp đủ", "The bill is not paid in full"),
        new("Hóa đơn được xuất khi đã thu đủ.", "An invoice is issued once all of it was collected."));

    public static readonly Problem NothingCollected = new(
        "INVOICE-003",
        ProblemKind.Conflict,
        new("Không thu tiền nên không có hóa đơn", "Nothing was collected, so there is no invoice"));

    public static readonly Problem IsReplaced = new(
        "INVOICE-004",
        ProblemKind.Conflict,
        new("Hóa đơn này đã bị thay thế", "This invoice was replaced"),
        new("Chỉ xử lý tiếp hóa đơn thay thế nó.", "Only the one in its place can be corrected."));

    public static readonly Problem IsAdjusting = new(
        "INVOICE-005",
        ProblemKind.Conflict,
        new("Đây là hóa đơn điều chỉnh", "This invoice adjusts another one"),
        new("Hãy điều chỉnh tiếp trên hóa đơn gốc.", "Adjust the original once more."));

    public static readonly Problem AdjustedBefore = new(
        "INVOICE-006",
        ProblemKind.Conflict,
        new("Hóa đơn đã được điều chỉnh, không thay thế được nữa", "The invoice was adjusted and can no longer be replaced"),
        new("Lần sau làm theo hình thức của lần đầu.", "Further corrections are of the kind of the first one."));

    public static readonly Problem ReplacedBefore = new(
        "INVOICE-007",
        ProblemKind.Conflict,
        new("Hóa đơn thay thế không điều chỉnh được", "An invoice that replaces another cannot be adjusted"),
        new("Lần sau làm theo hình thức của lần đầu: lập hóa đơn thay thế.", "Further corrections are of the kind of the first one: replace it."));

    public static readonly Problem NothingDiffers = new(
        "INVOICE-008",
        ProblemKind.Conflict,
        new("Hóa đơn đã đúng với khoản thu", "The invoice says what the bill says"),
        new("Không có gì để điều chỉnh.", "There is nothing to adjust."));

    public static readonly Problem NothingLeft = new(
        "INVOICE-009",
        ProblemKind.Conflict,
        new("Không còn khoản nào để ghi trên hóa đơn thay thế", "Nothing is left that a replacing invoice could state"),
        new("Hãy lập hóa đơn điều chỉnh giảm.", "Adjust it downwards instead."));

    public static readonly Problem RunUnderWay = new(
        "INVOICE-010",
        ProblemKind.Conflict,
        new("Trường đang xuất hóa đơn", "The school's invoices are being issued"),
        new("Hãy chờ xong rồi làm lại.", "Wait until it is done and try again."));

    public static readonly Problem NumberKnown = new(
        "INVOICE-011",
        ProblemKind.Conflict,
        new("Hóa đơn đã có số khác", "The invoice has another number already"),
        new("Số đã ghi không sửa được.", "A number that was recorded does not change."));

    public static readonly Problem NumberTaken = new(
        "INVOICE-012",
        ProblemKind.Conflict,
        new("Số này đã thuộc hóa đơn khác", "Another invoice has this number"));
}
