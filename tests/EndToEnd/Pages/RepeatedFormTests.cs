using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace PublicServices.Tests.EndToEnd.Pages;

/// <summary>A desk's form that a bad network, or an impatient finger, sends more than once.</summary>
[Collection(SiteGroup.Name)]
public sealed class RepeatedFormTests(SiteFixture site)
{
    private const string Bank = "bank.vcb-0022";

    [Fact]
    public async Task A_proposal_sent_again_and_again_is_made_once()
    {
        // Another form's officer would have to decide this one, so both propose as the same.
        var officer = await site.PhoneAsync(script: false);
        await SiteFixture.SignInAsync(officer, "finance");
        await BringAsync(officer);
        await Journey.UntilAsync(officer, $"/finance/lines/{Bank}", "LAP LAI");
        var form = officer.Locator("form[action*=Assign]").First;
        var fields = new Dictionary<string, string>();
        foreach (var field in await form.Locator("input").AllAsync())
            fields[(await field.GetAttributeAsync("name"))!] = await field.GetAttributeAsync("value") ?? "";
        fields.Should().ContainKey("key").WhoseValue.Should().MatchRegex("^[0-9a-z]{26}$");
        (fields["account"], fields["reason"]) = ("fees:vcb-0022", "Phí gửi hai lần");
        var address = (await form.GetAttributeAsync("action"))!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(officer, address, fields)));
        foreach (var answer in answers.Append(await SendAsync(officer, address, fields)))
        {
            answer.Status.Should().Be(302);
            answer.Headers["location"].Should().Contain("saved=1");
        }

        fields["reason"] = "Lý do khác";
        var other = await SendAsync(officer, address, fields);
        other.Status.Should().Be(409);
        (await other.TextAsync()).Should().Contain("WEB-012").And.Contain("Biểu mẫu này đã gửi trước đó");

        await Journey.UntilAsync(officer, "/finance/proposals", "fees:vcb-0022");
        Regex.Count(await officer.InnerTextAsync("main"), "fees:vcb-0022").Should().Be(1);
    }

    private static Task<IAPIResponse> SendAsync(IPage page, string address, IReadOnlyDictionary<string, string> fields)
    {
        var form = page.APIRequest.CreateFormData();
        foreach (var (name, value) in fields) form.Append(name, value);
        return page.APIRequest.PostAsync(address, new() { Form = form, MaxRedirects = 0 });
    }

    private static async Task BringAsync(IPage page)
    {
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddHours(7).Date).ToString("yyMMdd", CultureInfo.InvariantCulture);
        var statement = $":20:STMT2\n:25:BFTVVNVX/0071000000022\n:28C:00001/001\n:60F:C{day}VND1000000,\n:61:{day}{day[2..]}D11000,NCHGFEE2\n:86:LAP LAI\n:62F:C{day}VND989000,\n-\n";
        await page.GotoAsync($"/finance/statements/{Bank}");
        await page.SelectOptionAsync("[name=format]", "Mt940");
        await page.SetInputFilesAsync("[name=file]", new FilePayload { Name = "saoke.txt", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(statement) });
        await page.ClickAsync("form[enctype] button.btn");
        await page.Locator(".note.ok").WaitForAsync();
    }
}
