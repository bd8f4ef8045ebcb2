using System.Buffers;
using System.Text.Json;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Hosting.Web;

public sealed class ProblemJsonTests
{
    private static readonly Problem WithFields = new(
        "EXAM-012",
        ProblemKind.Invalid,
        new("Phiếu chưa đúng", "The form is not right"),
        new("Hãy sửa các mục dưới đây.", "Correct the items below."),
        [new FieldProblem("subjects.elective1", "EXAM-F03", new("Chọn môn", "Choose a subject"))]);

    [Theory]
    [InlineData(ProblemKind.Invalid, 422)]
    [InlineData(ProblemKind.Unauthenticated, 401)]
    [InlineData(ProblemKind.Forbidden, 403)]
    [InlineData(ProblemKind.NotFound, 404)]
    [InlineData(ProblemKind.Conflict, 409)]
    [InlineData(ProblemKind.Closed, 409)]
    [InlineData(ProblemKind.TooLarge, 413)]
    [InlineData(ProblemKind.Unsupported, 415)]
    [InlineData(ProblemKind.TooMany, 429)]
    [InlineData(ProblemKind.Unavailable, 503)]
    public void Status_OfEachKind_IsFixed(ProblemKind kind, int status) =>
        ProblemStatus.Of(new Problem("T-001", kind, new("a", "b"))).Should().Be(status);

    [Fact]
    public void Status_OfEveryKind_IsKnown() =>
        Enum.GetValues<ProblemKind>().Should().OnlyContain(kind => ProblemStatus.Of(new Problem("T-001", kind, new("a", "b"), null, null)) >= 400);

    [Fact]
    public void Status_OfUnreadableRequestAndOfFault_Differ()
    {
        ProblemStatus.Of(KernelProblems.Malformed(new("a", "b"))).Should().Be(400);
        ProblemStatus.Of(KernelProblems.Fault).Should().Be(500);
    }

    [Theory]
    [InlineData("vi", "Phiếu chưa đúng", "Chọn môn")]
    [InlineData("en", "The form is not right", "Choose a subject")]
    public void Write_InTheCallersLanguage_HoldsEveryMember(string language, string title, string message)
    {
        var json = Written(WithFields, language);
        json.GetProperty("type").GetString().Should().Be("/problems/EXAM-012");
        json.GetProperty("title").GetString().Should().Be(title);
        json.GetProperty("status").GetInt32().Should().Be(422);
        json.GetProperty("code").GetString().Should().Be("EXAM-012");
        json.GetProperty("correlationId").GetString().Should().Be("corr-1");
        var error = json.GetProperty("errors").EnumerateArray().Should().ContainSingle().Subject;
        error.GetProperty("field").GetString().Should().Be("subjects.elective1");
        error.GetProperty("code").GetString().Should().Be("EXAM-F03");
        error.GetProperty("message").GetString().Should().Be(message);
    }

    [Fact]
    public void Write_WithoutDetailOrFields_LeavesThemOut()
    {
        var json = Written(KernelProblems.NotFound, "vi");
        json.TryGetProperty("detail", out _).Should().BeFalse();
        json.TryGetProperty("errors", out _).Should().BeFalse();
    }

    private static JsonElement Written(Problem problem, string language)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) ProblemJson.Write(writer, problem, ProblemStatus.Of(problem), language, "corr-1");
        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }
}
