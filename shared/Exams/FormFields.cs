using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>One field of the form as text: for receipts, comparisons and sheets.</summary>
/// <param name="Name">As in JSON; also the path in field problems.</param>
/// <param name="Text">Canonical text; null when the field is empty.</param>
public sealed record FormField(string Name, LocalText Label, Func<RegistrationForm, string?> Text);

/// <summary>The form's fields, in the order of the form. Receipts hash them in this order, so new fields go to the end.</summary>
public static class FormFields
{
    /// <summary>Longest text in any field.</summary>
    public const int MaxLength = 200;

    public static readonly IReadOnlyList<FormField> All =
    [
        new("type", new("Đối tượng", "Candidate type"), form => form.Type?.ToString()),
        new("purpose", new("Mục đích dự thi", "Purpose"), form => form.Purpose?.ToString()),
        new("name", new("Họ và tên", "Full name"), form => form.Name),
        new("sex", new("Giới tính", "Sex"), form => form.Sex?.ToString()),
        new("dateOfBirth", new("Ngày sinh", "Date of birth"), form => Day(form.DateOfBirth)),
        new("birthPlace", new("Nơi sinh", "Place of birth"), form => form.BirthPlace),
        new("ethnicity", new("Dân tộc", "Ethnicity"), form => form.Ethnicity),
        new("foreignNational", new("Quốc tịch nước ngoài", "Foreign national"), form => form.ForeignNational is true ? "yes" : null),
        new("personalNumber", new("Số định danh cá nhân", "Personal number"), form => form.PersonalNumber),
        new("passport", new("Số hộ chiếu", "Passport number"), form => form.Passport),
        new("residenceProvince", new("Tỉnh/thành phố thường trú", "Province of residence"), form => form.ResidenceProvince),
        new("residenceCommune", new("Mã xã thường trú", "Commune of residence"), form => form.ResidenceCommune),
        new("grade10School", new("Trường lớp 10", "School in grade 10"), form => form.Grade10School),
        new("grade11School", new("Trường lớp 11", "School in grade 11"), form => form.Grade11School),
        new("grade12School", new("Trường lớp 12", "School in grade 12"), form => form.Grade12School),
        new("class", new("Lớp 12", "Grade-12 class"), form => form.Class),
        new("phone", new("Điện thoại", "Phone"), form => form.Phone),
        new("email", new("Thư điện tử", "E-mail"), form => form.Email),
        new("address", new("Địa chỉ liên hệ", "Contact address"), form => form.Address),
        new("programme", new("Chương trình học", "Programme"), form => form.Programme?.ToString()),
        new("unit", new("Nơi đăng ký", "Registration unit"), form => form.Unit),
        new("studiedSubjects", new("Môn lựa chọn đã học lớp 12", "Electives studied in grade 12"), form => Codes(form.StudiedSubjects)),
        new("electives", new("Môn thi tự chọn", "Electives to sit"), form => Codes(form.Electives)),
        new("language", new("Ngoại ngữ dự thi", "Language to sit"), form => form.Language),
        new("reservedScores", new("Điểm bảo lưu", "Reserved scores"), form => Scores(form.ReservedScores)),
        new("exemptionCertificate", new("Chứng chỉ miễn thi ngoại ngữ", "Language certificate"), form => form.ExemptionCertificate),
        new("exemptionScore", new("Điểm hoặc bậc chứng chỉ", "Certificate score or level"), form => form.ExemptionScore),
        new("exemptionValidUntil", new("Chứng chỉ có giá trị đến", "Certificate valid until"), form => Day(form.ExemptionValidUntil)),
        new("graduationPriority", new("Diện ưu tiên xét tốt nghiệp", "Graduation priority"), form => form.GraduationPriority),
        new("encouragement", new("Khuyến khích", "Encouragement"), form => form.Encouragement),
        new("priorityGroup", new("Đối tượng ưu tiên tuyển sinh", "Priority group"), form => form.PriorityGroup),
        new("priorityRegion", new("Khu vực tuyển sinh", "Priority region"), form => form.PriorityRegion),
        new("graduationYear", new("Năm tốt nghiệp", "Graduation year"), form => form.GraduationYear?.ToString(CultureInfo.InvariantCulture)),
        new("feeExemption", new("Diện miễn phí", "Fee exemption"), form => form.FeeExemption),
    ];

    /// <summary>The form line by line, <c>name=text</c>, empty fields left out: what a receipt attests.</summary>
    public static string Canonical(RegistrationForm form)
    {
        var lines = new StringBuilder(1024);
        foreach (var field in All)
        {
            if (field.Text(form) is { Length: > 0 } text) lines.Append(field.Name).Append('=').Append(text).Append('\n');
        }

        return lines.ToString();
    }

    /// <summary>SHA-256 of <see cref="Canonical"/>, lower-case hex.</summary>
    public static string Hash(RegistrationForm form) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(form))));

    /// <summary>Names of the fields in which two forms differ.</summary>
    public static IReadOnlyList<string> Changed(RegistrationForm before, RegistrationForm after) =>
        [.. All.Where(field => field.Text(before) != field.Text(after)).Select(field => field.Name)];

    /// <summary>The form as it is kept: trimmed, Unicode-composed, the name in upper case, codes in order.</summary>
    public static RegistrationForm Normalise(RegistrationForm form) => form with
    {
        Name = Text(form.Name)?.ToUpperInvariant(),
        BirthPlace = Text(form.BirthPlace)?.ToUpperInvariant(),
        Ethnicity = Text(form.Ethnicity),
        PersonalNumber = Text(form.PersonalNumber),
        Passport = Text(form.Passport)?.ToUpperInvariant(),
        ResidenceProvince = Text(form.ResidenceProvince),
        ResidenceCommune = Text(form.ResidenceCommune),
        Grade10School = Text(form.Grade10School),
        Grade11School = Text(form.Grade11School),
        Grade12School = Text(form.Grade12School),
        Class = Text(form.Class)?.ToUpperInvariant(),
        Phone = Text(form.Phone)?.Replace(" ", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal),
        Email = Text(form.Email),
        Address = Text(form.Address),
        Unit = Text(form.Unit),
        StudiedSubjects = Ordered(form.StudiedSubjects),
        Electives = Ordered(form.Electives),
        Language = Text(form.Language)?.ToUpperInvariant(),
        // A list in JSON may hold nulls, whatever its type says.
        ReservedScores = form.ReservedScores?.Where(score => score is { Subject: not null }).ToArray(),
        ExemptionCertificate = Text(form.ExemptionCertificate),
        ExemptionScore = Text(form.ExemptionScore)?.ToUpperInvariant(),
        GraduationPriority = Text(form.GraduationPriority),
        Encouragement = Text(form.Encouragement),
        PriorityGroup = Text(form.PriorityGroup),
        PriorityRegion = Text(form.PriorityRegion),
        FeeExemption = Text(form.FeeExemption),
    };

    private static string? Text(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        // What is no text at all is kept as it came, for the form's check to point at.
        if (!UnicodeText.IsSound(text)) return text;
        var composed = text.IsNormalized() ? text : text.Normalize();
        return IsTidy(composed)
            ? composed
            : string.Join(' ', composed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool IsTidy(string text)
    {
        var afterSpace = true;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) && (afterSpace || c != ' ')) return false;
            afterSpace = c == ' ';
        }

        return !afterSpace;
    }

    private static string[]? Ordered(IReadOnlyList<string>? codes)
    {
        if (codes is null or { Count: 0 }) return null;
        var ordered = codes.Where(code => !string.IsNullOrWhiteSpace(code)).Select(code => code.Trim()).ToArray();
        Array.Sort(ordered, StringComparer.Ordinal);
        return ordered;
    }

    private static string? Codes(IReadOnlyList<string>? codes) => codes is null or { Count: 0 } ? null : string.Join(',', codes);

    private static string? Scores(IReadOnlyList<ReservedScore>? scores) => scores is null or { Count: 0 }
        ? null
        : string.Join(',', scores.Select(score => string.Create(CultureInfo.InvariantCulture, $"{score.Subject}:{score.Score:0.##}")));

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
