using System.Text;
using Microsoft.Playwright;

namespace PublicServices.Tests.EndToEnd.Pages;

[Collection(SiteGroup.Name)]
public sealed class DeskPagesTests(SiteFixture site)
{
    /// <summary>One good row, and one whose personal number does not fit the date of birth.</summary>
    private const string ClassSheet =
        """
        type,purpose,name,sex,dateOfBirth,birthPlace,ethnicity,personalNumber,residenceProvince,grade10School,grade11School,grade12School,class,phone,address,programme,studiedSubjects,electives,consent
        A,Both,Trần Minh Khôi,Male,12/03/2009,01,01,001209123456,01,01-002,01-002,01-002,12A1,0912345679,"Số 1, phố Minh Họa",General,"physics,chemistry","physics,chemistry",yes
        A,Both,Lê Bảo An,Male,12/03/2008,01,01,001209123457,01,01-002,01-002,01-002,12A1,0912345670,"Số 2, phố Minh Họa",General,"physics,chemistry","physics,chemistry",yes

        """;

    [Fact]
    public async Task A_school_asks_for_a_correction_and_the_family_sees_why()
    {
        var family = await site.PhoneAsync();
        await SiteFixture.SignInAsync(family, "acc-minh");
        var id = await Journey.RegisterAsync(family, "001309011223");

        var school = await site.PhoneAsync();
        await SiteFixture.SignInAsync(school, "school-01-001");
        await Journey.UntilAsync(school, "/school", "NGUYỄN GIA HÂN");
        await school.MustBeSoundAsync("school-queue");
        await school.GotoAsync($"/school/registrations/{id}");
        await school.MustBeSoundAsync("school-checking");
        await school.SelectOptionAsync("[name=field1]", "address");
        await school.FillAsync("[name=reason1]", "Ghi rõ số nhà");
        await school.ClickAsync("form[action*='Correct'] button.btn, form:has([name=reason1]) button.btn");
        await school.WaitForURLAsync("**done=1");

        await family.GotoAsync($"/registrations/{id}");
        (await family.InnerTextAsync("main")).Should().Contain("Ghi rõ số nhà").And.Contain("Phạm Thu Hà");
        await family.MustBeSoundAsync("track-correction");
    }

    [Fact]
    public async Task A_school_checks_a_registration()
    {
        var family = await site.PhoneAsync();
        await SiteFixture.SignInAsync(family, "acc-minh");
        var id = await Journey.RegisterAsync(family, "001309033445");
        var school = await site.PhoneAsync();
        await SiteFixture.SignInAsync(school, "school-01-001");
        await school.GotoAsync($"/school/registrations/{id}");
        await school.GetByRole(AriaRole.Button, new() { Name = "Duyệt hồ sơ" }).ClickAsync();
        await school.WaitForURLAsync("**done=1");
        (await school.InnerTextAsync("main")).Should().Contain("Nhà trường đã duyệt");
    }

    [Fact]
    public async Task A_school_tries_a_class_sheet_files_it_and_filing_it_again_changes_nothing()
    {
        var page = await site.PhoneAsync(width: 1000);
        await SiteFixture.SignInAsync(page, "school-01-002");
        await UploadAsync("try");
        (await page.InnerTextAsync(".note")).Should().Contain("Kết quả thử").And.Contain("Mới: 1").And.Contain("Không nhận: 1");
        await page.MustBeSoundAsync("school-upload-report");
        await UploadAsync("file");
        (await page.InnerTextAsync(".note")).Should().Contain("Đã xử lý tệp").And.Contain("Mới: 1");
        await UploadAsync("file");
        (await page.InnerTextAsync(".note")).Should().Contain("Mới: 0").And.Contain("Không đổi: 1");

        async Task UploadAsync(string mode)
        {
            await page.GotoAsync("/school/upload");
            await page.SetInputFilesAsync("[name=sheet]", new FilePayload { Name = "12a1.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(ClassSheet) });
            await page.ClickAsync($"button[value={mode}]");
            await page.Locator(".note").First.WaitForAsync();
        }
    }

    [Fact]
    public async Task A_family_adds_a_file_and_a_disguised_one_is_refused()
    {
        var page = await site.PhoneAsync();
        await SiteFixture.SignInAsync(page, "acc-minh");
        var id = await Journey.RegisterAsync(page, "001309077889");
        await page.GotoAsync($"/registrations/{id}/files");
        await page.CheckAsync("input[name=kind][value=transcript]");
        await page.SetInputFilesAsync("[name=file]", new FilePayload { Name = "hoc-ba.pdf", MimeType = "application/pdf", Buffer = Encoding.UTF8.GetBytes("<script>alert(1)</script>") });
        await page.ClickAsync("form[enctype] button.btn");
        (await page.InnerTextAsync(".upload-state.bad")).Should().Contain("FILE-");
        await page.MustBeSoundAsync("files-refused");

        await page.CheckAsync("input[name=kind][value=transcript]");
        await page.SetInputFilesAsync("[name=file]", new FilePayload { Name = "hoc-ba.png", MimeType = "image/png", Buffer = await page.ScreenshotAsync() });
        await page.ClickAsync("form[enctype] button.btn");
        await page.WaitForURLAsync("**done=1");
        (await page.InnerTextAsync("main")).Should().Contain("hoc-ba.png");
        await page.MustBeSoundAsync("files-one");
    }

    [Theory]
    [InlineData("school-01-001", "/school", "school-queue-empty")]
    [InlineData("school-01-001", "/school/upload", "school-upload")]
    [InlineData("department-01", "/department", "department")]
    [InlineData("department-01", "/department/windows", "department-windows")]
    [InlineData("department-01", "/department/units", "department-units")]
    [InlineData("ministry", "/department/windows", "ministry-windows")]
    [InlineData("ministry", "/ministry/sessions", "ministry-sessions-demo")]
    [InlineData("finance", "/finance", "finance")]
    [InlineData("finance", "/finance/cases", "finance-cases")]
    [InlineData("finance", "/finance/lines/vnpay", "finance-lines-empty")]
    [InlineData("finance", "/finance/lines/vnpay?done=true", "finance-lines-done")]
    [InlineData("finance", "/finance/statements/bank.vcb-0011", "finance-statements-empty")]
    [InlineData("finance", "/finance/proposals?decided=true", "finance-proposals-decided")]
    [InlineData("finance", "/finance/days/2026-01-05", "finance-day-empty")]
    [InlineData("finance", "/finance/ledger", "finance-ledger")]
    [InlineData("finance", "/finance/ledger/receivable:01-001", "finance-ledger-account")]
    [InlineData("operator", "/operator", "operator")]
    [InlineData("operator", "/operator/endpoints", "operator-endpoints")]
    [InlineData("operator", "/operator/deliveries", "operator-deliveries")]
    public async Task Desk_page_fits_a_phone_and_is_accessible(string persona, string path, string name)
    {
        var page = await site.PhoneAsync();
        await SiteFixture.SignInAsync(page, persona);
        var answer = await page.GotoAsync(path);
        answer!.Status.Should().Be(200);
        await page.MustBeSoundAsync(name);
    }

    [Theory]
    [InlineData("acc-lan", "/ministry/sessions", "/ministry/sessions/edit", "/school", "/school/upload", "/department", "/department/windows", "/finance", "/finance/cases", "/finance/lines/vnpay", "/finance/lines/vnpay?handler=Export", "/finance/statements/vnpay", "/finance/proposals", "/finance/days/2026-11-20", "/finance/days/2026-11-20?handler=Ledger", "/finance/ledger", "/operator", "/operator/endpoints", "/operator/deliveries")]
    [InlineData("school-01-001", "/ministry/sessions", "/ministry/sessions/edit", "/registrations", "/department", "/department/windows", "/finance", "/finance/cases", "/finance/lines/vnpay", "/finance/lines/vnpay?handler=Export", "/finance/statements/vnpay", "/finance/proposals", "/finance/days/2026-11-20", "/finance/days/2026-11-20?handler=Ledger", "/finance/ledger", "/operator", "/operator/endpoints", "/operator/deliveries")]
    [InlineData("department-01", "/ministry/sessions", "/ministry/sessions/edit", "/registrations", "/school/upload", "/finance", "/operator", "/operator/endpoints", "/operator/deliveries")]
    [InlineData("finance", "/ministry/sessions", "/ministry/sessions/edit", "/registrations", "/school", "/department", "/department/windows", "/operator")]
    [InlineData("operator", "/ministry/sessions", "/ministry/sessions/edit", "/registrations", "/school", "/department", "/department/windows", "/finance")]
    [InlineData("ministry", "/registrations", "/school", "/finance", "/operator")]
    public async Task A_role_does_not_see_another_roles_desk(string persona, params string[] paths)
    {
        var page = await site.PhoneAsync();
        await SiteFixture.SignInAsync(page, persona);
        foreach (var path in paths)
        {
            var answer = await page.GotoAsync(path);
            answer!.Status.Should().Be(403, "{0} must not open {1}", persona, path);
        }
    }

    [Fact]
    public async Task Another_family_and_another_school_are_told_that_there_is_no_such_registration()
    {
        var family = await site.PhoneAsync();
        await SiteFixture.SignInAsync(family, "acc-minh");
        var id = await Journey.RegisterAsync(family, "001309055667");

        var stranger = await site.PhoneAsync();
        await SiteFixture.SignInAsync(stranger, "acc-hoa");
        foreach (var path in new[] { "", "/receipt", "/files", "/withdraw", "/guardians", "/form/contact", "/review" })
            (await stranger.GotoAsync($"/registrations/{id}{path}"))!.Status.Should().Be(404, "a stranger must not open {0}", path);

        var school = await site.PhoneAsync();
        await SiteFixture.SignInAsync(school, "school-01-002");
        (await school.GotoAsync($"/school/registrations/{id}"))!.Status.Should().Be(404);
        (await school.GotoAsync("/school?unit=01-001"))!.Status.Should().Be(200, "a school always sees its own unit");
        (await school.InnerTextAsync("main")).Should().Contain("Minh Họa 2").And.NotContain("NGUYỄN GIA HÂN");
    }

    [Fact]
    public async Task Nobody_signed_in_is_asked_to_sign_in_and_comes_back()
    {
        var page = await site.PhoneAsync();
        await page.GotoAsync("/registrations");
        new Uri(page.Url).AbsolutePath.Should().Be("/sign-in");
        await page.ClickAsync("button[value='acc-lan']");
        new Uri(page.Url).AbsolutePath.Should().Be("/registrations");
    }
}
