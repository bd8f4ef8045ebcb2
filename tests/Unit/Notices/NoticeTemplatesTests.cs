using PublicServices.Kernel;
using PublicServices.Notices;

namespace PublicServices.Tests.Unit.Notices;

public sealed class NoticeTemplatesTests
{
    private static readonly Dictionary<string, string> Everything = new()
    {
        ["name"] = "NGUYỄN THỊ MINH KHAI",
        ["dossierCode"] = "G22.99.08-260921-896048",
        ["session"] = "thpt-2027",
        ["state"] = "Đã nộp",
        ["amount"] = "1.045.000 ₫",
        ["payUntil"] = "17:00 28/04/2027",
        ["reasons"] = "Ảnh mờ; thiếu giấy xác nhận ưu tiên",
        ["closesAt"] = "17:00 30/04/2027",
        ["reason"] = "Sự cố mạng",
        ["period"] = "2026-2027-hk1",
        ["link"] = "https://dichvucong.example/tuition",
    };

    private static readonly Dictionary<string, string> Least = new() { ["name"] = "A", ["dossierCode"] = "B", ["session"] = "C" };

    public static TheoryData<string> Names() => [.. NoticeTemplates.All.Select(template => template.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_WithEverything_LeavesNoHolesAndFitsAPhone(string name)
    {
        foreach (var language in new[] { "vi", "en" })
        {
            var text = NoticeTemplates.Find(name).Render(language, Everything);
            foreach (var part in new[] { text.Subject, text.Text, text.Sms })
            {
                part.Should().NotBeNullOrWhiteSpace().And.NotContainAny("{", "}", "\n?");
            }

            text.Subject.Should().NotContain("\n");
            // Two segments of UCS-2: Vietnamese letters do not fit the 7-bit alphabet.
            text.Sms.Length.Should().BeLessThanOrEqualTo(134);
            text.Sms.Should().NotContain("http");
        }
    }

    [Theory]
    [InlineData("exam-submitted")]
    [InlineData("exam-corrections")]
    [InlineData("exam-confirmed")]
    [InlineData("exam-withdrawn")]
    [InlineData("fee-paid")]
    [InlineData("fee-lapsed")]
    [InlineData("fee-refunded")]
    public void Render_WithOnlyWhatIsAlwaysKnown_Works(string name) =>
        FluentActions.Invoking(() => NoticeTemplates.Find(name).Render("vi", Least)).Should().NotThrow();

    [Theory]
    [InlineData("exam-submitted")]
    [InlineData("exam-corrections")]
    [InlineData("exam-confirmed")]
    [InlineData("fee-due")]
    [InlineData("fee-paid")]
    [InlineData("fee-lapsed")]
    [InlineData("fee-refunded")]
    [InlineData("exam-withdrawn")]
    [InlineData("window-extended")]
    public void Find_WhatServicesAskFor_IsThere(string name) => NoticeTemplates.Find(name).Name.Should().Be(name);

    [Fact]
    public void Render_ValueWithLineBreaks_CannotWriteLinesOfItsOwn()
    {
        var values = new Dictionary<string, string>(Least) { ["dossierCode"] = "X\r\nBcc: everybody@example.vn" };
        NoticeTemplates.Find("exam-confirmed").Render("vi", values).Subject.Should().NotContain("\n").And.NotContain("\r");
    }

    [Fact]
    public void Render_ValueThatLooksLikeAHole_IsNotFilledAgain()
    {
        var values = new Dictionary<string, string>(Everything) { ["name"] = "{amount}" };
        NoticeTemplates.Find("exam-confirmed").Render("vi", values).Text.Should().Contain("của {amount} đã");
    }

    [Fact]
    public void Render_VeryLongValue_IsCut()
    {
        var values = new Dictionary<string, string>(Everything) { ["reasons"] = new string('a', 10_000) };
        NoticeTemplates.Find("exam-corrections").Render("vi", values).Text.Length.Should().BeLessThan(1_500);
    }

    [Fact]
    public void Find_Unknown_IsAPermanentFailure() =>
        FluentActions.Invoking(() => NoticeTemplates.Find("x")).Should().Throw<PermanentFailureException>().Which.Reason.Should().Be("notice-template-unknown");

    [Fact]
    public void PauseAfter_Grows_ToItsLimit()
    {
        var pauses = Enumerable.Range(1, Postman.MaxAttempts + 2).Select(Postman.PauseAfter).ToList();
        pauses.Should().BeInAscendingOrder();
        (pauses[0], pauses[^1]).Should().Be((TimeSpan.FromSeconds(30), TimeSpan.FromHours(6)));
    }
}
