using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Playwright;
using PublicServices.Kernel;

namespace PublicServices.Tests.EndToEnd.Pages;

/// <summary>How a service that knows no exam comes to take registrations: the Ministry defines a session, a Department its units.</summary>
[Collection(SiteGroup.Name)]
public sealed class DefinitionPagesTests(SiteFixture site)
{
    private const string Session = "thpt-2030";
    private const string Units =
        """
        Mã đơn vị,Tên đơn vị,Mã đơn vị trong mã hồ sơ,Đối tượng,Kiểm tra trước,Áp dụng từ,Văn bản
        01-090,Trường THPT Mới,090.01.19.H26,"A, B",có,01/01/2025,Công văn 1
        01-091,Trường THPT Trùng,090.01.19.H26,A,,,
        79-090,Trường tỉnh khác,090.79.19.H29,A,,,

        """;

    [Fact]
    public async Task The_Ministry_defines_a_session_a_Department_its_units_and_a_family_registers()
    {
        Assert.SkipWhen(site.NoBrowser is not null, site.NoBrowser ?? "");
        using var folder = new DataFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        var address = server.Url.ToString().TrimEnd('/');
        var today = DateTimeOffset.UtcNow.VietnamDate();

        var ministry = await site.PhoneAsync(address: address);
        await SiteFixture.SignInAsync(ministry, "ministry");
        await ministry.GotoAsync("/ministry/sessions/edit");
        await ministry.MustBeSoundAsync("ministry-session-new");
        await ministry.ClickAsync("button:has-text('Lưu')");
        await ministry.Locator(".errors, [role=alert]").First.WaitForAsync();
        await ministry.MustBeSoundAsync("ministry-session-refused");

        await FillAsync(ministry, ("code", Session), ("name.vi", "Kỳ thi 2030"), ("name.en", "Exam of 2030"), ("procedure", "2.002398"));
        await FillAsync(ministry, ("fees[0].value.amount", "52.000"), ("fees[0].instrument", "NQ 9/2029/NQ-HĐND"), ("fees", Day(today.AddDays(-10))));
        foreach (var (field, days) in new[] { ("opensAt", -1), ("closesAt", 30), ("correctionsUntil", 50), ("payUntil", 33) })
            await FillAsync(ministry, (field, Day(today.AddDays(days))), (field + "Time", "17:00"));
        await FillAsync(ministry, ("firstExamDay", Day(today.AddDays(60))), ("lastExamDay", Day(today.AddDays(61))));
        await ministry.CheckAsync("input[value=poor-household]");
        await ministry.ClickAsync("button:has-text('Lưu')");
        await ministry.WaitForURLAsync("**/ministry/sessions?done=1");
        await Journey.UntilAsync(ministry, "/ministry/sessions", "Kỳ thi 2030");
        await ministry.MustBeSoundAsync("ministry-sessions");

        // Open since yesterday: the form says what stands, and refuses to move it.
        await ministry.GotoAsync($"/ministry/sessions/edit?session={Session}");
        (await ministry.InputValueAsync("[name='fees[0].value.amount']")).Should().Be("52000");
        (await ministry.IsCheckedAsync("input[value=poor-household]")).Should().BeTrue();
        (await ministry.InnerTextAsync("main")).Should().Contain("Hoàng Đức Long, Bộ GD&ĐT đã lập kỳ thi");
        await ministry.MustBeSoundAsync("ministry-session-open");
        await FillAsync(ministry, ("closesAt", Day(today.AddDays(31))));
        await ministry.ClickAsync("button:has-text('Lưu')");
        (await ministry.InnerTextAsync("main")).Should().Contain("muốn nhận thêm thì gia hạn");
        await FillAsync(ministry, ("closesAt", Day(today.AddDays(30))), ("name.vi", "Kỳ thi năm 2030"));
        await SendTwiceAsync(ministry);
        var history = await ministry.APIRequest.GetAsync($"/ministry/sessions/edit?session={Session}");
        WebUtility.HtmlDecode(await history.TextAsync()).Should().Contain("đã sửa kỳ thi").And.NotContain("(2 lần)", "what was sent twice is done once");

        var department = await site.PhoneAsync(address: address);
        await SiteFixture.SignInAsync(department, "department-01");
        await UploadAsync(department, "try");
        (await department.InnerTextAsync(".note")).Should().Contain("Kết quả thử").And.Contain("Mới: 1").And.Contain("Không nhận: 2");
        await department.MustBeSoundAsync("department-units-report");
        await UploadAsync(department, "file");
        await UploadAsync(department, "file");
        (await department.InnerTextAsync(".note")).Should().Contain("Mới: 0").And.Contain("Không đổi: 1");

        using var family = await Visitor.SignInAsync(server.Url, "acc-minh");
        var form = Candidates.SchoolForm(77);
        (form["unit"], form["grade12School"]) = ("01-090", "01-090");
        var filed = await Eventually.AsAsync(
            () => family.PostAsync($"/api/exams/{Session}/registrations", Candidates.Filing(form.DeepClone().AsObject())),
            answer => answer.Status == HttpStatusCode.Created,
            "the new session takes a registration at the new unit");
        filed.Json["feeAmount"]!["amount"]!.GetValue<long>().Should().Be(52_000);
        filed.Text("dossierCode").Should().StartWith("090.01.19.H26-");
    }

    [Fact]
    public async Task Definitions_over_HTTP_are_read_changed_at_their_version_and_kept_from_others()
    {
        using var folder = new DataFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        using var ministry = await Visitor.SignInAsync(server.Url, "ministry");
        var read = (await ministry.GetAsync($"/api/exams/sessions/{Candidates.Session}")).Must(HttpStatusCode.OK);
        var definition = read.Json["definition"]!.DeepClone().AsObject();
        definition.Remove("code");
        definition.Remove("extensions");
        definition["name"]!["vi"] = "Tên mới";

        var without = await ministry.PutAsync($"/api/exams/sessions/{Candidates.Session}", definition.ToJsonString());
        without.MustRefuse(HttpStatusCode.Conflict, "EXAM-040");
        // To the second: the page, which shows minutes, must leave it so.
        definition["payUntil"] = definition["payUntil"]!.GetValue<string>().Replace("17:00:00", "17:00:59", StringComparison.Ordinal);
        var changed = await ministry.PutAsync($"/api/exams/sessions/{Candidates.Session}", definition.ToJsonString(), ("If-Match", "\"1\""));
        changed.Must(HttpStatusCode.OK).Json["version"]!.GetValue<long>().Should().Be(2);
        if (site.NoBrowser is null)
        {
            var page = await site.PhoneAsync(address: server.Url.ToString().TrimEnd('/'));
            await SiteFixture.SignInAsync(page, "ministry");
            await page.GotoAsync($"/ministry/sessions/edit?session={Candidates.Session}");
            await FillAsync(page, ("name.en", "Another name"));
            await page.ClickAsync("button:has-text('Lưu')");
            await page.WaitForURLAsync("**/ministry/sessions?done=1");
            (await ministry.GetAsync($"/api/exams/sessions/{Candidates.Session}")).Must(HttpStatusCode.OK).Json["definition"]!["payUntil"]!.GetValue<string>().Should().Contain("17:00:59");
        }

        (await ministry.PutAsync($"/api/exams/sessions/{Candidates.Session}", definition.ToJsonString(), ("If-Match", "\"1\""))).MustRefuse(HttpStatusCode.Conflict, "PS-002");
        (await ministry.PutAsync("/api/exams/sessions/units", definition.ToJsonString())).MustRefuse(HttpStatusCode.UnprocessableEntity, "EXAM-039");

        using var family = await Visitor.SignInAsync(server.Url, "acc-minh");
        (await family.GetAsync($"/api/exams/sessions/{Candidates.Session}")).MustRefuse(HttpStatusCode.Forbidden, "PS-004");
        (await family.PutAsync("/api/exams/units/01-090", """{"name":{"vi":"x","en":"x"},"dossierUnit":"090.01.19.H26","takes":["A"]}"""))
            .MustRefuse(HttpStatusCode.Forbidden, "PS-004");

        using var department = await Visitor.SignInAsync(server.Url, "department-01");
        var unit = """{"name":{"vi":"Trường Mới","en":"New School"},"dossierUnit":"090.01.19.H26","takes":["A"]}""";
        (await department.PutAsync("/api/exams/units/01-090", unit)).Must(HttpStatusCode.OK).Text("outcome").Should().Be("Filed");
        (await department.PutAsync("/api/exams/units/01-090", unit)).Must(HttpStatusCode.OK).Text("outcome").Should().Be("Unchanged");
        (await department.PutAsync("/api/exams/units/01-091", unit)).MustRefuse(HttpStatusCode.Conflict, "EXAM-042");
        (await family.GetAsync("/api/exams/units/01-090")).Must(HttpStatusCode.OK).Json["takes"]!.ToJsonString().Should().Be("[\"A\"]");
        (await family.GetAsync("/api/exams/units/01-999")).MustRefuse(HttpStatusCode.NotFound, "EXAM-033");
    }

    /// <summary>The form as it stands, sent twice as a bad network does; both answers are the same.</summary>
    private static async Task SendTwiceAsync(IPage page)
    {
        var form = page.APIRequest.CreateFormData();
        foreach (var field in await page.Locator("main form input").AllAsync())
        {
            if (await field.GetAttributeAsync("type") != "checkbox" || await field.IsCheckedAsync())
                form.Append((await field.GetAttributeAsync("name"))!, await field.InputValueAsync());
        }

        for (var time = 0; time < 2; time++)
        {
            var answer = await page.APIRequest.PostAsync(page.Url, new() { Form = form, MaxRedirects = 0 });
            (answer.Status, answer.Headers.GetValueOrDefault("location")).Should().Be((302, "/ministry/sessions?done=1"));
        }
    }

    private static string Day(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    private static async Task FillAsync(IPage page, params (string Field, string Value)[] fields)
    {
        foreach (var (field, value) in fields) await page.FillAsync($"[name='{field}']", value);
    }

    private static async Task UploadAsync(IPage page, string mode)
    {
        await page.GotoAsync("/department/units");
        await page.SetInputFilesAsync("[name=sheet]", new FilePayload { Name = "don-vi.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(Units) });
        await page.ClickAsync($"button[value={mode}]");
        await page.Locator(".note").First.WaitForAsync();
    }
}
