using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>Refusals of the exam feature. Codes <c>EXAM-0xx</c>; fields are in <see cref="FieldProblems"/>.</summary>
public static class ExamProblems
{
    /// <summary>The form has faults; all of them are listed.</summary>
    public static Problem FormNotValid(IReadOnlyList<FieldProblem> fields) => new(
        "EXAM-001",
        ProblemKind.Invalid,
        new("Phiếu đăng ký có chỗ cần sửa", "The form has something to put right"),
        new("Hãy xem ghi chú ở từng mục.", "See the note at each field."),
        fields);

    public static Problem NotOpenYet(DateTimeOffset opensAt) => new(
        "EXAM-002",
        ProblemKind.Closed,
        new("Chưa đến thời gian đăng ký", "Registration has not opened yet"),
        new($"Mở từ {opensAt.Display()}.", $"It opens at {opensAt.Display()}."));

    public static Problem Closed(DateTimeOffset closedAt) => new(
        "EXAM-003",
        ProblemKind.Closed,
        new("Đã hết thời gian đăng ký", "Registration has closed"),
        new($"Đã đóng lúc {closedAt.Display()}. Nếu bạn bị trễ vì sự cố, hãy liên hệ nhà trường hoặc Sở để được xem xét gia hạn.",
            $"It closed at {closedAt.Display()}. If an outage kept you, ask your school or the Department for an extension."));

    public static readonly Problem NoSuchSession = new(
        "EXAM-004",
        ProblemKind.NotFound,
        new("Không có kỳ thi này", "There is no such exam session"));

    public static readonly Problem ConsentMissing = new(
        "EXAM-005",
        ProblemKind.Invalid,
        new("Cần sự đồng ý về dữ liệu cá nhân", "Consent to the use of personal data is needed"),
        new("Hãy đọc và đánh dấu đồng ý; không trả lời không phải là đồng ý.", "Read the text and tick the box; silence is not consent."));

    public static readonly Problem ConsentOutdated = new(
        "EXAM-006",
        ProblemKind.Conflict,
        new("Nội dung đồng ý đã thay đổi", "The consent text has changed"),
        new("Hãy đọc bản mới rồi xác nhận lại.", "Read the new text and agree again."));

    public static Problem RepresentativeNeeded(int age) => new(
        "EXAM-007",
        ProblemKind.Invalid,
        new("Cần người đại diện hợp pháp", "A legal representative is needed"),
        new($"Thí sinh dưới {age} tuổi cần cha, mẹ hoặc người giám hộ đăng ký thay.",
            $"For a candidate under {age} a parent or guardian registers."));

    /// <summary>Only said to an account that may see the registration.</summary>
    public static Problem AlreadyYours(RecordId registration) => new(
        "EXAM-010",
        ProblemKind.Conflict,
        new("Bạn đã có hồ sơ cho thí sinh này", "You already have a registration for this candidate"),
        new($"Hãy mở hồ sơ đã có để xem hoặc sửa: {registration}.", $"Open it to look or edit: {registration}."));

    /// <summary>Says that a registration exists and nothing about it.</summary>
    public static readonly Problem HeldByAnother = new(
        "EXAM-011",
        ProblemKind.Conflict,
        new("Thí sinh này đã được đăng ký bằng tài khoản khác", "Another account has registered this candidate"),
        new("Nếu là người thân, hãy xin mã mời từ người đã đăng ký rồi nhập mã để cùng theo dõi. Nếu bạn không biết ai đã đăng ký, hãy hỏi nhà trường.",
            "If it was a relative, ask them for an invitation code and enter it to share the registration. If you do not know who it was, ask the school."));

    public static Problem NotNow(RegistrationState state) => new(
        "EXAM-012",
        ProblemKind.Conflict,
        new("Không thể làm việc này ở trạng thái hiện tại", "This is not possible in the present state"),
        new($"Trạng thái: {StateNames.Of(state).Vi}.", $"State: {StateNames.Of(state).En}."));

    public static readonly Problem LockedAlready = new(
        "EXAM-013",
        ProblemKind.Conflict,
        new("Danh sách đã chốt", "The list is locked"),
        new("Sau khi Sở chốt danh sách, hồ sơ không sửa được nữa.", "Once the Department has locked the list, a registration can no longer be changed."));

    public static readonly Problem WithdrawnAlready = new(
        "EXAM-014",
        ProblemKind.Conflict,
        new("Hồ sơ đã được rút", "The registration was withdrawn"),
        new("Khi còn thời gian, bạn có thể đăng ký lại.", "While registration is open you can register again."));

    public static readonly Problem NotSubmittedYet = new(
        "EXAM-015",
        ProblemKind.Conflict,
        new("Hồ sơ chưa được nộp", "The registration has not been submitted"));

    public static readonly Problem IdentityFixed = new(
        "EXAM-016",
        ProblemKind.Invalid,
        new("Không đổi được số định danh của hồ sơ", "The identity of a registration cannot change"),
        new("Nếu nhập sai số, hãy rút hồ sơ này và đăng ký lại bằng số đúng.",
            "If the number was wrong, withdraw this registration and register again with the right one."));

    public static readonly Problem NoNumbersLeft = new(
        "EXAM-017",
        ProblemKind.Unavailable,
        new("Đơn vị đã hết số hồ sơ trong ngày", "The unit has no dossier numbers left today"));

    public static readonly Problem NoFeeRule = new(
        "EXAM-018",
        ProblemKind.Unavailable,
        new("Chưa có mức phí cho kỳ thi này", "No fee is set for this session"),
        new("Hãy thử lại sau; chưa có gì được ghi nhận.", "Try again later; nothing was recorded."));

    public static readonly Problem CorrectionsClosed = new(
        "EXAM-019",
        ProblemKind.Closed,
        new("Đã hết thời gian chỉnh sửa", "The time for corrections is over"),
        new("Hãy liên hệ nhà trường.", "Ask your school."));

    /// <summary>The same for every reason, so that codes and candidates cannot be probed.</summary>
    public static readonly Problem InvitationNotValid = new(
        "EXAM-020",
        ProblemKind.Invalid,
        new("Mã mời không dùng được", "This invitation code does not work"),
        new("Mã chỉ dùng một lần và có hạn. Hãy xin mã mới từ người đã đăng ký.",
            "A code works once and for a short time. Ask the person who registered for a new one."));

    public static readonly Problem GuardiansFull = new(
        "EXAM-021",
        ProblemKind.Conflict,
        new($"Tối đa {Registration.MaxGuardians} người cùng theo dõi một hồ sơ", $"At most {Registration.MaxGuardians} people share a registration"));

    public static readonly Problem ReasonsNeeded = new(
        "EXAM-022",
        ProblemKind.Invalid,
        new("Hãy ghi lý do", "Give the reasons"),
        new($"Từ 1 đến {RequestCorrection.MaxReasons} lý do, mỗi lý do tối đa {RequestCorrection.MaxReasonLength} ký tự.",
            $"1 to {RequestCorrection.MaxReasons} reasons of at most {RequestCorrection.MaxReasonLength} characters."));

    public static readonly Problem NothingToPay = new(
        "EXAM-023",
        ProblemKind.Conflict,
        new("Hồ sơ không có khoản nào cần thanh toán lại", "There is nothing to pay again"));

    public static Problem PaymentClosed(DateTimeOffset until) => new(
        "EXAM-024",
        ProblemKind.Closed,
        new("Đã hết thời gian thanh toán", "The time to pay is over"),
        new($"Đã đóng lúc {until.Display()}.", $"It closed at {until.Display()}."));

    public static readonly Problem NoSuchKind = new(
        "EXAM-025",
        ProblemKind.Invalid,
        new("Loại giấy tờ này không có trong danh mục", "This kind of document is not in the table"));

    public static Problem TooManyFiles(int limit) => new(
        "EXAM-026",
        ProblemKind.Conflict,
        new("Đã đủ số tệp của loại này", "There are already enough files of this kind"),
        new($"Tối đa {limit} tệp; hãy xóa bớt trước khi tải lên.", $"At most {limit}; remove one before you upload."));

    public static Problem Infected(string what) => new(
        "EXAM-027",
        ProblemKind.Invalid,
        new("Tệp có mã độc và không được nhận", "The file holds malware and was not taken"),
        new($"Phát hiện: {what}.", $"Found: {what}."));

    public static readonly Problem ExtensionNotValid = new(
        "EXAM-028",
        ProblemKind.Invalid,
        new("Gia hạn không hợp lệ", "The extension is not valid"),
        new("Cần phạm vi, lý do từ 5 đến 500 ký tự và thời điểm sau bây giờ, trước ngày thi.",
            "It needs a scope, a reason of 5 to 500 characters and a time after now and before the exam."));

    public static readonly Problem ExtensionsFull = new(
        "EXAM-029",
        ProblemKind.Conflict,
        new("Kỳ thi đã có quá nhiều lần gia hạn", "The session has too many extensions"));

    public static readonly Problem ChildrenFull = new(
        "EXAM-030",
        ProblemKind.Conflict,
        new($"Tối đa {FamilyAccount.MaxChildren} thí sinh trong một tài khoản", $"At most {FamilyAccount.MaxChildren} candidates in one account"));

    public static readonly Problem VersionNeeded = new(
        "EXAM-031",
        ProblemKind.Invalid,
        new("Thiếu phiên bản hồ sơ đang sửa", "The version being edited is missing"),
        new("Hãy tải lại hồ sơ rồi sửa.", "Reload the registration and edit that."));

    public static Problem StillOpen(DateTimeOffset until) => new(
        "EXAM-032",
        ProblemKind.Conflict,
        new("Chưa hết thời gian đăng ký của đơn vị", "The unit's window is still open"),
        new($"Có thể chốt sau {until.Display()}.", $"It can be locked after {until.Display()}."));

    public static readonly Problem NoSuchUnit = new(
        "EXAM-033",
        ProblemKind.NotFound,
        new("Không có đơn vị đăng ký này", "There is no such registration unit"));

    public static readonly Problem FiledByFamily = new(
        "EXAM-034",
        ProblemKind.Conflict,
        new("Gia đình đã tự đăng ký cho thí sinh này", "The family has registered this candidate itself"),
        new("Hãy duyệt hồ sơ đó; bảng của trường không ghi đè lên.", "Check that registration; the school's sheet does not overwrite it."));

    public static readonly Problem FiledElsewhere = new(
        "EXAM-035",
        ProblemKind.Conflict,
        new("Thí sinh này đã có hồ sơ ở nơi khác", "This candidate has a registration elsewhere"),
        new("Hãy kiểm tra lại số định danh hoặc hỏi Sở.", "Check the personal number, or ask the Department."));

    public static Problem TwiceInSheet(int line) => new(
        "EXAM-036",
        ProblemKind.Invalid,
        new("Thí sinh này có hai dòng trong bảng", "This candidate is in the sheet twice"),
        new($"Dòng đầu tiên là dòng {line}.", $"The first is line {line}."));

    /// <param name="path">Where in the JSON; names fields, never what they hold.</param>
    public static Problem FilingUnreadable(string? path) => new(
        "EXAM-037",
        ProblemKind.Invalid,
        new("Không đọc được nội dung hồ sơ", "The dossier's content cannot be read"),
        new($"Dữ liệu sai kiểu tại {path ?? "$"}.", $"Data of the wrong type at {path ?? "$"}."));

    public static Problem SessionNotValid(IReadOnlyList<FieldProblem> fields) => new(
        "EXAM-038",
        ProblemKind.Invalid,
        new("Kỳ thi có chỗ cần sửa", "The session has something to put right"),
        new("Hãy xem ghi chú ở từng mục.", "See the note at each field."),
        fields);

    public static readonly Problem SessionCode = new(
        "EXAM-039",
        ProblemKind.Invalid,
        new("Mã kỳ thi không dùng được", "This session code cannot be used"),
        new($"Mã gồm 1 đến {ExamIds.MaxSessionLength} chữ thường, chữ số và dấu gạch, ví dụ thpt-2027.",
            $"A code is 1 to {ExamIds.MaxSessionLength} lower-case letters, digits and dashes, such as thpt-2027."));

    public static readonly Problem SessionExists = new(
        "EXAM-040",
        ProblemKind.Conflict,
        new("Đã có kỳ thi mang mã này", "There is a session of this code"),
        new("Hãy mở kỳ thi đó để sửa.", "Open that one to change it."));

    public static Problem UnitNotValid(IReadOnlyList<FieldProblem> fields) => new(
        "EXAM-041",
        ProblemKind.Invalid,
        new("Đơn vị đăng ký có chỗ cần sửa", "The registration unit has something to put right"),
        new("Hãy xem ghi chú ở từng mục.", "See the note at each field."),
        fields);

    public static Problem DossierUnitTaken(string unit) => new(
        "EXAM-042",
        ProblemKind.Conflict,
        new("Mã đơn vị trong mã hồ sơ đã dùng cho nơi khác", "Another unit has this code in its dossiers"),
        new($"Đơn vị đang dùng: {unit}.", $"It belongs to unit {unit}."));

    public static Problem UnitTwiceInSheet(int line) => new(
        "EXAM-043",
        ProblemKind.Invalid,
        new("Đơn vị này có hai dòng trong bảng", "This unit is in the sheet twice"),
        new($"Dòng đầu tiên là dòng {line}.", $"The first is line {line}."));
}
