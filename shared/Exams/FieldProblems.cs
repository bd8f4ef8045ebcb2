using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>What can be wrong with one field of the form. Codes <c>EXAM-F01</c> onwards.</summary>
public static class FieldProblems
{
    public static FieldProblem Required(string field) => new(field, "EXAM-F01", new("Cần điền mục này.", "This is needed."));

    public static FieldProblem TooLong(string field) => new(
        field, "EXAM-F02", new($"Tối đa {FormFields.MaxLength} ký tự.", $"At most {FormFields.MaxLength} characters."));

    public static FieldProblem NotACode(string field) => new(
        field, "EXAM-F03", new("Mã này không có trong danh mục hiện hành.", "This code is not in the table in force."));

    public static readonly FieldProblem Name = new(
        "name", "EXAM-F04", new("Ghi họ và tên như giấy khai sinh, chỉ gồm chữ.", "Write the name as on the birth certificate, in letters only."));

    public static readonly FieldProblem DateOfBirth = new(
        "dateOfBirth", "EXAM-F05", new("Ngày sinh không hợp lý.", "This date of birth is not plausible."));

    public static readonly FieldProblem PersonalNumber = new(
        "personalNumber", "EXAM-F06", new("Số định danh cá nhân gồm đúng 12 chữ số.", "A personal number has exactly 12 digits."));

    public static readonly FieldProblem PersonalNumberDisagrees = new(
        "personalNumber",
        "EXAM-F07",
        new("Số định danh không khớp với giới tính hoặc năm sinh. Hãy xem lại cả ba mục.",
            "The number does not agree with the sex or the year of birth. Check all three."));

    public static readonly FieldProblem Passport = new(
        "passport", "EXAM-F08", new("Số hộ chiếu gồm 5 đến 20 chữ cái và chữ số.", "A passport number has 5 to 20 letters and digits."));

    public static FieldProblem School(string field) => new(
        field, "EXAM-F09", new("Mã trường gồm mã tỉnh và 3 chữ số, ví dụ 01-002.", "A school code is the province and three digits, such as 01-002."));

    public static readonly FieldProblem UnitDoesNotTake = new(
        "unit", "EXAM-F10", new("Nơi này không nhận đối tượng của bạn.", "This place does not take your candidate type."));

    public static readonly FieldProblem NotOwnSchool = new(
        "unit", "EXAM-F11", new("Học sinh lớp 12 đăng ký tại trường đang học.", "Candidates in grade 12 register at their own school."));

    public static readonly FieldProblem TwoElectives = new(
        "electives", "EXAM-F12", new("Chọn đúng hai môn tự chọn khác nhau.", "Choose exactly two different electives."));

    public static readonly FieldProblem ElectiveNotStudied = new(
        "electives", "EXAM-F13", new("Chỉ chọn môn đã học ở lớp 12.", "Choose only subjects studied in grade 12."));

    public static readonly FieldProblem LanguageWithoutSubject = new(
        "language", "EXAM-F14", new("Chỉ chọn ngoại ngữ khi thi môn Ngoại ngữ.", "Choose a language only when foreign language is an elective."));

    public static readonly FieldProblem Contact = new(
        "phone", "EXAM-F15", new("Cần số điện thoại hoặc thư điện tử để báo tin.", "A phone number or an e-mail address is needed for notices."));

    public static readonly FieldProblem Phone = new(
        "phone", "EXAM-F16", new("Số điện thoại gồm 10 chữ số bắt đầu bằng 0, hoặc +84.", "A phone number has 10 digits beginning with 0, or begins with +84."));

    public static readonly FieldProblem Email = new(
        "email", "EXAM-F17", new("Địa chỉ thư điện tử không đúng.", "This is not an e-mail address."));

    public static readonly FieldProblem Commune = new(
        "residenceCommune", "EXAM-F18", new("Mã xã gồm 5 chữ số.", "A commune code has five digits."));

    public static readonly FieldProblem CertificateLanguage = new(
        "exemptionCertificate", "EXAM-F19", new("Chứng chỉ này thuộc ngoại ngữ khác với môn đã chọn.", "This certificate is for another language than the one chosen."));

    public static readonly FieldProblem CertificateScore = new(
        "exemptionScore", "EXAM-F20", new("Điểm hoặc bậc chưa đạt mức được miễn, hoặc ghi chưa đúng.", "The score or level is below the one that exempts, or is not written right."));

    public static readonly FieldProblem CertificateExpired = new(
        "exemptionValidUntil", "EXAM-F21", new("Chứng chỉ phải còn giá trị đến ngày thi.", "The certificate must be valid on the exam days."));

    public static readonly FieldProblem ReservedScores = new(
        "reservedScores", "EXAM-F22", new("Điểm bảo lưu cần mã môn và điểm từ 5 đến 10, mỗi môn một lần.", "Reserved scores need a subject code and a score from 5 to 10, each subject once."));

    public static readonly FieldProblem NoReservedScores = new(
        "reservedScores", "EXAM-F23", new("Đối tượng của bạn không có điểm bảo lưu.", "Your candidate type has no reserved scores."));

    public static readonly FieldProblem GraduationYear = new(
        "graduationYear", "EXAM-F24", new("Năm tốt nghiệp không hợp lý.", "This graduation year is not plausible."));

    public static FieldProblem Unreadable(string field) => new(
        field, "EXAM-F25", new("Mục này có ký tự không đọc được.", "This holds characters that cannot be read."));

    public static readonly FieldProblem FeeExemption = new(
        "feeExemption", "EXAM-F26", new("Kỳ thi này không miễn phí cho diện đã chọn.", "This session does not exempt the group chosen."));

    public static readonly FieldProblem Class = new(
        "class", "EXAM-F27", new("Tên lớp tối đa 20 ký tự và không có dấu |.", "A class name has at most 20 characters and no |."));

    public static FieldProblem NotADay(string field) => new(
        field, "EXAM-F28", new("Ngày cần ghi dạng ngày/tháng/năm.", "Write the date as day/month/year."));

    public static FieldProblem Text(string field, int max) => new(
        field, "EXAM-F29", new($"Cần 1 đến {max} ký tự.", $"It needs 1 to {max} characters."));

    public static FieldProblem Procedure(string field) => new(
        field, "EXAM-F30", new("Mã thủ tục gồm chữ số và dấu chấm, ví dụ 2.002398.", "A procedure code is digits and points, such as 2.002398."));

    public static FieldProblem NotAfter(string field, LocalText other) => new(
        field, "EXAM-F31", new($"Phải sau: {other.Vi}.", $"It must come after: {other.En}."));

    public static FieldProblem FeeAmount(string field) => new(
        field,
        "EXAM-F32",
        new($"Số tiền là đồng chẵn, từ 0 đến {Money.Vnd(SessionCheck.MaxFee)}.", $"An amount is whole đồng, 0 to {Money.Vnd(SessionCheck.MaxFee)}."));

    public static FieldProblem Year(string field) => new(
        field,
        "EXAM-F40",
        new($"Năm phải từ {SessionCheck.FirstYear} đến {SessionCheck.LastYear}.", $"The year must be {SessionCheck.FirstYear} to {SessionCheck.LastYear}."));

    public static readonly FieldProblem FeesDoNotCover = new(
        "fees",
        "EXAM-F33",
        new("Mỗi ngày từ khi mở đến hết hạn chỉnh sửa phải có đúng một mức phí.", "Every day from the opening until corrections end needs exactly one fee."));

    public static FieldProblem FixedSinceOpen(string field) => new(
        field,
        "EXAM-F34",
        new("Không đổi được sau khi đã mở đăng ký; muốn nhận thêm thì gia hạn.", "This cannot change once registration is open; extend the window to take more."));

    public static FieldProblem NotEarlier(string field) => new(
        field, "EXAM-F35", new("Sau khi đã mở đăng ký chỉ có thể lùi lại.", "Once registration is open this can only move to a later time."));

    public static readonly FieldProblem DossierUnit = new(
        "dossierUnit",
        "EXAM-F36",
        new("Mã đơn vị gồm ba hoặc bốn nhóm tối đa ba chữ cái, chữ số, ví dụ 001.01.19.H26.",
            "A unit's dossier code is three or four groups of up to three letters and digits, such as 001.01.19.H26."));

    public static readonly FieldProblem Takes = new(
        "takes", "EXAM-F37", new("Cần ít nhất một đối tượng A, B, C hoặc D, mỗi đối tượng một lần.", "At least one candidate type A, B, C or D, each once."));

    public static readonly FieldProblem PriorCheck = new(
        "priorCheck", "EXAM-F38", new("Các thời kỳ không được chồng nhau và cần văn bản quy định.", "Periods must not overlap, and each needs its instrument."));

    public static readonly FieldProblem UnitCode = new(
        "unit", "EXAM-F39", new("Mã đơn vị gồm mã tỉnh và 3 chữ số, ví dụ 01-002.", "A unit's code is the province and three digits, such as 01-002."));
}
