using System.Security.Cryptography;
using System.Text;
using Microsoft.Playwright;

namespace PublicServices.Tests.EndToEnd.Pages;

/// <summary>What only a finance officer can end: a dispute whose end never arrived, and money for an order that is nobody's.</summary>
[Collection(SiteGroup.Name)]
public sealed class PaymentCasesPagesTests(SiteFixture site)
{
    private const string Secret = "whsec_of-these-tests";

    [Fact]
    public async Task An_officer_ends_a_dispute_and_names_the_refund_of_money_nobody_owns()
    {
        Assert.SkipWhen(site.NoBrowser is not null, site.NoBrowser ?? "");
        using var folder = new DataFolder();
        await using var server = await ServerProcess.StartAsync(
            folder.Path, "--Payments:Stripe:ApiKey=sk_test_none", $"--Payments:Stripe:WebhookSecrets:0={Secret}", "--Payments:PublicUrl=https://pay.example");
        var reference = await PaidAsync(server.Url);
        await TellAsync(server.Url, "charge.dispute.created", $$"""
            {"id":"dp_e2e","object":"dispute","amount":76000,"currency":"vnd","status":"needs_response","payment_intent":"{{reference}}"}
            """);
        await TellAsync(server.Url, "checkout.session.completed", """
            {"id":"cs_e2e","object":"checkout.session","client_reference_id":"order-7","payment_status":"paid","amount_total":45000,"currency":"vnd","payment_intent":"pi_stranger"}
            """);

        var officer = await site.PhoneAsync(script: false, address: server.Url.ToString());
        await SiteFixture.SignInAsync(officer, "finance");
        await Journey.UntilAsync(officer, "/finance/cases", "dp_e2e");
        await Journey.UntilAsync(officer, "/finance/cases", "pi_stranger");
        await LookAsync(server.Url);

        await DecideAsync("dp_e2e", "Đã thua khiếu nại", "Xem trên trang của cổng");
        await officer.WaitForURLAsync("**done=1");
        await Journey.UntilAsync(officer, "/finance/cases?closed=true", "Xem trên trang của cổng");

        await officer.GotoAsync("/finance/cases");
        await DecideAsync("pi_stranger", "Đóng", "Hoàn tại cổng");
        (await officer.InnerTextAsync(".errors")).Should().Contain("PAY-045");
        await officer.GotoAsync("/finance/cases");
        await DecideAsync("pi_stranger", "Đóng", "Hoàn tại cổng", refund: "re_e2e");
        await officer.WaitForURLAsync("**done=1");
        await Journey.UntilAsync(officer, "/finance/cases?closed=true", "pi_stranger");
        await Journey.UntilAsync(officer, "/finance/ledger", "Xóa nợ và tổn thất");

        async Task DecideAsync(string of, string button, string reason, string? refund = null)
        {
            var card = officer.Locator("li.card", new() { HasText = of });
            await card.Locator("summary").First.ClickAsync();
            await card.Locator("[name=reason]").FillAsync(reason);
            if (refund is not null) await card.Locator("[name=refundReference]").FillAsync(refund);
            await card.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        }
    }

    /// <summary>With the forms unfolded, as somebody with script sees it.</summary>
    private async Task LookAsync(Uri server)
    {
        var page = await site.PhoneAsync(address: server.ToString());
        await SiteFixture.SignInAsync(page, "finance");
        await page.GotoAsync("/finance/cases");
        foreach (var summary in await page.Locator("li.card summary").AllAsync()) await summary.ClickAsync();
        await page.MustBeSoundAsync("finance-cases-dispute");
    }

    /// <returns>The gateway's reference of what a family paid.</returns>
    private static async Task<string> PaidAsync(Uri server)
    {
        using var parent = await Visitor.SignInAsync(server, "acc-minh");
        using var payer = new Visitor(server);
        var family = new Family(parent, payer);
        var filed = (await family.FileAsync(Candidates.FreeFiling(1))).Must(System.Net.HttpStatusCode.Created);
        var paid = await family.PayAsync(filed.Text("payment"));
        await family.UntilAsync(filed.Text("registration"), "Confirmed", "Paid");
        return paid.Text("reference");
    }

    /// <summary>A webhook as Stripe signs it.</summary>
    private static async Task TellAsync(Uri server, string type, string subject)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var body = $$"""
            {"id":"evt_{{type}}","object":"event","type":"{{type}}","created":{{now}},"data":{"object":{{subject}} } }
            """;
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{now}.{body}")));
        using var stripe = new Visitor(server);
        (await stripe.PostAsync("/callbacks/stripe", body, ("Stripe-Signature", $"t={now},v1={signature}"))).Must(System.Net.HttpStatusCode.OK);
    }
}
