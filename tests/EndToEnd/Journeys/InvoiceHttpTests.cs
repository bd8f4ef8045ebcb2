using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace PublicServices.Tests.EndToEnd.Journeys;

[Collection(ServiceGroup.Name)]
public sealed class InvoiceHttpTests(EmbeddedService service)
{
    private const string School = "01-001";
    private const string Period = "2027-08";
    private const string Invoices = $"/api/tuition/schools/{School}/invoices/{Period}";
    private const string Settings = $"/api/tuition/schools/{School}/invoice-settings";
    private const string Filled = """{"taxCode":"0100109106","address":"Số 1, Hà Nội","form":1,"series":"C26TAA"}""";

    [Fact]
    public async Task Paid_bills_get_their_invoices_once_with_files_numbers_and_corrections()
    {
        (await service.School.PutAsync(Settings, Filled)).Must(HttpStatusCode.OK).Readable.Should().Contain("Trường THPT Minh Họa 1");
        (await service.Finance.GetAsync(Settings)).Must(HttpStatusCode.OK).Text("taxCode").Should().Be("0100109106");
        var bill = await BilledAsync("boarding; meals*22");
        (await service.School.PostAsync($"/api/tuition/bills/{bill}/invoice")).MustRefuse(HttpStatusCode.Conflict, "INVOICE-003");
        await PayAsync(bill);

        await RunAsync(run => run["issued"]!.GetValue<int>() == 1 && run["unpaid"]!.GetValue<int>() == 1);
        await RunAsync(run => run["issued"]!.GetValue<int>() == 0 && run["before"]!.GetValue<int>() == 1);
        var key = (await service.Finance.GetAsync(Invoices)).Must(HttpStatusCode.OK).Json["rows"]!.AsArray().Should().ContainSingle().Which!["key"]!.GetValue<string>();
        (await service.School.PostAsync($"/api/tuition/bills/{bill}/invoice")).Must(HttpStatusCode.OK).Text("key").Should().Be(key);
        await FilesAsync(key);
        await NumberAsync(key);

        (await service.School.PostAsync($"/api/tuition/invoices/{key}/adjust", """{"reason":"Nghỉ hai bữa"}""")).MustRefuse(HttpStatusCode.Conflict, "INVOICE-008");
        await BilledAsync("boarding; meals*20");
        await Eventually.TrueAsync(
            async () => (await service.School.GetAsync($"/api/tuition/invoices/{key}")).Json["differs"]!.GetValue<bool>(), "the bill says something else");
        (await service.School.PostAsync($"/api/tuition/invoices/{key}/adjust", """{"reason":""}""")).MustRefuse(HttpStatusCode.UnprocessableEntity, "TUITION-001");
        var adjust = await service.School.PostAsync($"/api/tuition/invoices/{key}/adjust", """{"reason":"Nghỉ hai bữa"}""", ("Idempotency-Key", "adjust-1"));
        adjust.Must(HttpStatusCode.Created).Json["totalVnd"]!.GetValue<long>().Should().Be(-70_000);
        (await service.School.PostAsync($"/api/tuition/invoices/{key}/adjust", """{"reason":"Nghỉ hai bữa"}""", ("Idempotency-Key", "adjust-1")))
            .Must(HttpStatusCode.Created).Text("key").Should().Be(adjust.Text("key"));
        (await service.School.PostAsync($"/api/tuition/invoices/{key}/replace", """{"reason":"x"}""")).MustRefuse(HttpStatusCode.Conflict, "INVOICE-006");

        var second = (await service.School.GetAsync(Invoices + "/file?format=xml&open=true")).Must(HttpStatusCode.OK).Body;
        second.Should().Contain("<TCHDon>2</TCHDon>").And.Contain("<SHDCLQuan>77</SHDCLQuan>").And.Contain("Âm bảy mươi nghìn đồng").And.NotContain($"Id=\"{key}\"");
        (await service.School.GetAsync($"/api/tuition/bills/{bill}/invoices")).Must(HttpStatusCode.OK).Json["invoices"]!.AsArray().Should().HaveCount(2);
    }

    [Fact]
    public async Task Others_may_not_see_issue_or_number()
    {
        const string Key = $"{School}.{Period}.1C26TAA.00000001";
        (await service.Nobody.GetAsync(Invoices)).Status.Should().Be(HttpStatusCode.Unauthorized);
        foreach (var path in new[] { Invoices, Invoices + "/file", Settings })
            (await service.Family.GetAsync(path)).MustRefuse(HttpStatusCode.Forbidden, "PS-004");
        (await service.Finance.PostAsync(Invoices)).MustRefuse(HttpStatusCode.Forbidden, "PS-004");
        (await service.Finance.PutAsync(Settings, Filled)).MustRefuse(HttpStatusCode.Forbidden, "PS-004");
        (await service.Family.PostAsync($"/api/tuition/schools/{School}/invoice-numbers", $$"""{"numbers":[{"key":"{{Key}}","number":1}]}""")).MustRefuse(HttpStatusCode.Forbidden, "PS-004");
        (await service.School.GetAsync("/api/tuition/invoices/nothing")).MustRefuse(HttpStatusCode.NotFound, "PS-003");
        (await service.School.GetAsync(Invoices + "/file?format=doc")).MustRefuse(HttpStatusCode.UnprocessableEntity, "TUITION-001");
        (await service.School.GetAsync($"/api/tuition/schools/{School}/invoices/2027-13")).MustRefuse(HttpStatusCode.UnprocessableEntity, "TUITION-004");
        (await service.School.PutAsync(Settings, """{"taxCode":"1","address":"","form":9,"series":"?"}""")).MustRefuse(HttpStatusCode.UnprocessableEntity, "TUITION-001");
        (await service.School.PostAsync("/api/tuition/schools/01-002/invoices/2027-08")).MustRefuse(HttpStatusCode.Forbidden, "PS-004");
    }

    private async Task FilesAsync(string key)
    {
        var csv = (await service.School.GetAsync(Invoices + "/file")).Must(HttpStatusCode.OK).Body;
        csv.Should().Contain(key).And.Contain("KHMSHDon").And.Contain("Suất").And.Contain("KCT").And.Contain("Một triệu một trăm bốn mươi nghìn đồng");
        (await service.School.GetAsync(Invoices + "/file")).Body.Should().Be(csv, "exporting twice changes nothing");
        (await service.Finance.GetAsync(Invoices + "/file?format=xlsx")).Must(HttpStatusCode.OK).Bytes.Should().StartWith("PK"u8.ToArray());
        (await service.Finance.GetAsync(Invoices + "/file?format=json")).Must(HttpStatusCode.OK).Readable.Should().Contain("Đỗ Minh Khoa");
        (await service.School.GetAsync(Invoices + "/file?format=xml")).Must(HttpStatusCode.OK).Body.Should().Contain("<TSuat>KCT</TSuat>").And.Contain("<TgTTTBSo>1140000</TgTTTBSo>");
    }

    private async Task NumberAsync(string key)
    {
        const string Numbers = $"/api/tuition/schools/{School}/invoice-numbers";
        var body = $$"""{"numbers":[{"key":"{{key}}","number":77,"authorityCode":"M1-27-0001"}]}""";
        (await service.Finance.PostAsync(Numbers, body)).Must(HttpStatusCode.OK).Body.Should().Contain("Recorded");
        (await service.School.PostAsync(Numbers, body)).Must(HttpStatusCode.OK).Body.Should().Contain("Unchanged");
        (await service.School.PostAsync(Numbers, body.Replace("77", "78", StringComparison.Ordinal))).Must(HttpStatusCode.OK).Body.Should().Contain("INVOICE-011");
        (await service.School.GetAsync($"/api/tuition/invoices/{key}")).Must(HttpStatusCode.OK).Json["given"]!["number"]!.GetValue<int>().Should().Be(77);
    }

    private async Task<string> BilledAsync(string items)
    {
        const string Run = $"/api/tuition/schools/{School}/runs/{Period}";
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes($"student,name,class,items\n0200000301,Đỗ Minh Khoa,10A1,{items}\n0200000302,Đỗ Minh Châu,10A1,\n"));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var run = (await service.School.SendAsync(HttpMethod.Post, Run + "?dryRun=false", content)).Must(HttpStatusCode.Accepted).Json["run"]!.GetValue<int>();
        await Eventually.TrueAsync(
            async () => (await service.School.GetAsync(Run)).Json is { } answer && answer["run"]!.GetValue<int>() == run && answer["finishedAt"] is not null, "the run ends");
        var list = await Eventually.AsAsync(
            () => service.School.GetAsync($"/api/tuition/schools/{School}/bills/{Period}"), answer => answer.Json["rows"]!.AsArray().Count == 2, "the list shows the bills");
        return list.Json["rows"]!.AsArray().Single(row => row!["name"]!.GetValue<string>() == "Đỗ Minh Khoa")!["account"]!.GetValue<string>() + "." + Period;
    }

    private async Task PayAsync(string bill)
    {
        var basket = (await service.Nobody.PostAsync("/api/tuition/payments", $$"""{"bills":["{{bill}}"]}""")).Must(HttpStatusCode.Created);
        var family = service.FamilyOf(service.Family);
        await Eventually.AsAsync(() => family.PaymentAsync(basket.Text("payment")), page => page.Status == HttpStatusCode.OK, "the fee is asked for");
        await family.PayAsync(basket.Text("payment"));
        await Eventually.TrueAsync(
            async () => (await service.Nobody.GetAsync($"/api/tuition/bills/{bill}")).Json["owedVnd"]!.GetValue<long>() == 0, "the bill is settled");
    }

    private async Task RunAsync(Func<System.Text.Json.Nodes.JsonNode, bool> isSo)
    {
        var number = (await service.School.PostAsync(Invoices)).Must(HttpStatusCode.Accepted).Json["number"]!.GetValue<int>();
        await Eventually.TrueAsync(
            async () => (await service.School.GetAsync(Invoices)).Json["run"] is { } run && run["number"]!.GetValue<int>() == number && run["finishedAt"] is not null && isSo(run),
            "the run ends");
    }
}
