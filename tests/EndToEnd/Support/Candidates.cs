using System.Text.Json;
using System.Text.Json.Nodes;

namespace PublicServices.Tests.EndToEnd;

/// <summary>Invented people who register; each number gives one, always the same.</summary>
internal static class Candidates
{
    /// <summary>The demonstration session.</summary>
    public const string Session = "thpt-2027";

    /// <summary>The session's procedure at the portal.</summary>
    public const string Procedure = "2.002398";

    /// <summary>The desk for free candidates, which confirms as soon as the fee is paid.</summary>
    public const string Desk = "01-000";

    /// <summary>A school, which checks first.</summary>
    public const string School = "01-001";

    private const string Consent = """{"textVersion":"2026-01","relationship":"Parent","agreed":true}""";

    /// <summary>A free candidate's form with consent, as the body of a filing.</summary>
    public static string FreeFiling(int candidate) => Filing(FreeForm(candidate));

    /// <summary>A pupil's form with consent, as the body of a filing.</summary>
    public static string SchoolFiling(int candidate) => Filing(SchoolForm(candidate));

    public static string Filing(JsonObject form) => new JsonObject { ["form"] = form, ["consent"] = JsonNode.Parse(Consent) }.ToJsonString();

    public static JsonObject FreeForm(int candidate) => JsonNode.Parse(
        $$"""
        {"type":"C","purpose":"Admission","name":"NGUYỄN THỊ ÁNH {{Letters(candidate)}}","sex":"Female","dateOfBirth":"2005-05-04",
        "birthPlace":"01","ethnicity":"01","personalNumber":"{{PersonalNumber(candidate, 305)}}","residenceProvince":"01",
        "grade10School":"01-001","grade11School":"01-001","grade12School":"01-001","phone":"0912345678",
        "email":"family{{candidate}}@example.vn","address":"Số {{candidate}} phố Minh Họa, phường Một","programme":"General",
        "unit":"{{Desk}}","graduationYear":2023,"electives":["history","geography"]}
        """)!.AsObject();

    public static JsonObject SchoolForm(int candidate) => JsonNode.Parse(
        $$"""
        {"type":"A","purpose":"Both","name":"TRẦN GIA HÂN {{Letters(candidate)}}","sex":"Female","dateOfBirth":"2009-09-05",
        "birthPlace":"01","ethnicity":"01","personalNumber":"{{PersonalNumber(candidate, 309)}}","residenceProvince":"01",
        "grade10School":"{{School}}","grade11School":"{{School}}","grade12School":"{{School}}","class":"12A1",
        "email":"pupil{{candidate}}@example.vn","address":"Số {{candidate}} phố Minh Họa, phường Hai","programme":"General",
        "unit":"{{School}}","studiedSubjects":["physics","chemistry","foreign-language","informatics"],
        "electives":["foreign-language","physics"],"language":"N1","priorityRegion":"KV3"}
        """)!.AsObject();

    /// <summary>A session nothing is wrong with, as the body of its definition; nobody registers for it.</summary>
    public const string SessionDefinition =
        """
        {"name":{"vi":"Kỳ thi 2090","en":"Exam of 2090"},"procedure":"2.002398","opensAt":"2090-01-10T00:00:00+07:00","closesAt":"2090-02-10T17:00:00+07:00",
        "correctionsUntil":"2090-02-20T17:00:00+07:00","payUntil":"2090-02-12T17:00:00+07:00","firstExamDay":"2090-06-01","lastExamDay":"2090-06-02",
        "fees":[{"from":"2090-01-01","instrument":"NQ 1","to":"2090-12-31","value":{"amount":{"amount":45000,"currency":"VND"},
        "byType":[{"type":"C","amount":{"amount":50000,"currency":"VND"}}],"exemptGroups":["orphan"]}}]}
        """;

    /// <summary>A unit nothing is wrong with, as the body of its definition.</summary>
    public const string UnitDefinition =
        """
        {"name":{"vi":"Trường THPT Thử","en":"Trial High School"},"dossierUnit":"901.01.19.H26","takes":["A","B"],
        "priorCheck":[{"from":"2025-01-01","instrument":"CV 1","value":true,"to":"2026-12-31"}]}
        """;

    /// <summary>A class sheet with one row for each candidate.</summary>
    public static string ClassCsv(params int[] candidates)
    {
        string[] columns =
        [
            "purpose", "name", "sex", "dateOfBirth", "birthPlace", "ethnicity", "personalNumber", "residenceProvince", "grade10School",
            "grade11School", "class", "email", "address", "programme", "studiedSubjects", "electives", "language", "priorityRegion",
        ];
        var lines = candidates.Select(candidate =>
        {
            var form = SchoolForm(candidate);
            return string.Join(',', columns.Select(column => Cell(form[column]))) + ",x";
        });
        return string.Join(',', columns) + ",consent\r\n" + string.Join("\r\n", lines) + "\r\n";
    }

    /// <summary>A name must be letters.</summary>
    public static string Letters(int candidate)
    {
        var letters = new char[4];
        for (var i = letters.Length - 1; i >= 0; i--)
        {
            letters[i] = (char)('A' + candidate % 26);
            candidate /= 26;
        }

        return new string(letters);
    }

    private static string PersonalNumber(int candidate, int sexAndYear) => $"001{sexAndYear:000}{candidate:000000}";

    private static string Cell(JsonNode? value)
    {
        var text = value switch
        {
            JsonArray codes => string.Join(';', codes.Select(code => code!.GetValue<string>())),
            null => "",
            _ when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            _ => value.ToJsonString(),
        };
        return text.Contains(',', StringComparison.Ordinal) ? $"\"{text}\"" : text;
    }
}
