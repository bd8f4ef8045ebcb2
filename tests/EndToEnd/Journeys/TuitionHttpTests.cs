using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace PublicServices.Tests.EndToEnd.Journeys;

[Collection(ServiceGroup.Name)]
public sealed class TuitionHttpTests(EmbeddedService service)
{
    private const string School = "01-001";
    private const string List = "student,name,class,items\n0200000001,Đỗ Minh Quân,10A1,boarding\n0200000002,Đỗ Minh Thư,10A1,swimming\n";

    [Fact]
    public async Task A_list_is_previewed_issued_once_paid_and_settled()
    {
        const string Run = $"/api/tuition/schools/{School}/runs/2027-04";
        var preview = (await UploadAsync(service.School, Run, List)).Must(HttpStatusCode.OK);
        (preview.Json["issued"]!.GetValue<int>(), preview.Json["refused"]!.GetValue<int>()).Should().Be((1, 1));
        (await service.School.GetAsync(Run)).MustRefuse(HttpStatusCode.NotFound, "PS-003");

        (await UploadAsync(service.School, Run + "?dryRun=false", List)).Must(HttpStatusCode.Accepted);
        await FinishedAsync(Run, run => run["issued"]!.GetValue<int>() == 1 && run["refused"]!.GetValue<int>() == 1);
        (await UploadAsync(service.School, Run + "?dryRun=false", List)).Must(HttpStatusCode.Accepted);
        await FinishedAsync(Run, run => run["run"]!.GetValue<int>() == 2 && run["unchanged"]!.GetValue<int>() == 1 && run["issued"]!.GetValue<int>() == 0);

        var list = await Eventually.AsAsync(
            () => service.School.GetAsync($"/api/tuition/schools/{School}/bills/2027-04"), answer => answer.Json["rows"]!.AsArray().Count == 1, "the list shows the bill");
        var bill = $"{list.Json["rows"]![0]!["account"]!.GetValue<string>()}.2027-04";
        var seen = (await service.Nobody.GetAsync($"/api/tuition/bills/{bill}")).Must(HttpStatusCode.OK);
        seen.Readable.Should().Contain("Đ. M. Quân").And.NotContain("0200000001").And.NotContain("Đỗ");

        var basket = (await service.Nobody.PostAsync("/api/tuition/payments", $$"""{"bills":["{{bill}}"]}""")).Must(HttpStatusCode.Created);
        var family = service.FamilyOf(service.Family);
        await Eventually.AsAsync(() => family.PaymentAsync(basket.Text("payment")), page => page.Status == HttpStatusCode.OK, "the fee is asked for");
        await family.PayAsync(basket.Text("payment"));
        await Eventually.TrueAsync(
            async () => (await service.Nobody.GetAsync($"/api/tuition/bills/{bill}")).Json["owedVnd"]!.GetValue<long>() == 0, "the bill is settled");
        (await service.Nobody.PostAsync("/api/tuition/payments", $$"""{"bills":["{{bill}}"]}""")).MustRefuse(HttpStatusCode.Conflict, "TUITION-013");
        await ReportedAsync(seen.Json["bill"]!["code"]!.GetValue<string>(), bill[..bill.IndexOf('.', StringComparison.Ordinal)]);
    }

    /// <summary>School and finance find, add up and download the same bill.</summary>
    private async Task ReportedAsync(string code, string account)
    {
        const string Reports = $"/api/tuition/schools/{School}/reports/2027-04";
        await Eventually.AsAsync(
            () => service.Finance.GetAsync(Reports), report => report.Must(HttpStatusCode.OK).Json["outstandingVnd"]!.GetValue<long>() == 0, "the report shows the money");
        var report = await service.School.GetAsync(Reports);
        report.Json["collectedVnd"]!.GetValue<long>().Should().Be(370_000);
        (await service.Nobody.GetAsync(Reports)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await service.Family.GetAsync(Reports)).MustRefuse(HttpStatusCode.Forbidden, "PS-004");
        (await service.School.GetAsync(Reports + "/file")).Must(HttpStatusCode.OK).Body.Should().Contain("Dịch vụ bán trú").And.Contain("350000");
        (await service.Finance.GetAsync(Reports + "/file?format=xlsx")).Must(HttpStatusCode.OK).Bytes.Should().StartWith("PK"u8.ToArray());

        var claim = (await service.Finance.GetAsync($"/api/tuition/schools/{School}/subsidy?from=2027-04&to=2027-04")).Must(HttpStatusCode.OK);
        claim.Json["rows"]!.AsArray().Should().ContainSingle().Which!["tuitionVnd"]!.GetValue<long>().Should().Be(1_200_000);
        (await service.School.GetAsync($"/api/tuition/schools/{School}/subsidy/file?from=2027-04&to=2027-04")).Must(HttpStatusCode.OK).Body.Should().Contain("0200000001");
        (await service.School.GetAsync($"/api/tuition/schools/{School}/subsidy")).MustRefuse(HttpStatusCode.UnprocessableEntity, "TUITION-004");

        (await service.School.GetAsync($"/api/tuition/search?q={code}")).Must(HttpStatusCode.OK).Json["bills"]!.AsArray().Should().ContainSingle();
        (await service.Finance.GetAsync($"/api/tuition/search?q=0200000001&school={School}")).Must(HttpStatusCode.OK).Json["bills"]!.AsArray().Should().ContainSingle();
        (await service.School.GetAsync($"/api/tuition/search/file?q={code}")).Must(HttpStatusCode.OK).Body.Should().Contain("(UTC)").And.Contain(code);
        (await service.Finance.GetAsync($"/api/finance/payments/file?q={code}")).Must(HttpStatusCode.OK).Body.Should().Contain("(UTC)").And.Contain(code);
        (await service.Finance.GetAsync($"/api/finance/payments/file?q={code}&format=xlsx")).Must(HttpStatusCode.OK).Body.Should().StartWith("PK");
        (await service.Family.GetAsync($"/api/tuition/search/file?q={code}")).MustRefuse(HttpStatusCode.Forbidden, "PS-004");
        foreach (var officer in new[] { service.School, service.Finance })
        {
            var payments = (await officer.GetAsync($"/api/finance/payments?q={code}")).Must(HttpStatusCode.OK).Json["payments"]!.AsArray();
            payments.Should().ContainSingle().Which!["unit"]!.GetValue<string>().Should().Be(School);
        }

        (await service.Family.GetAsync($"/api/finance/payments?q={code}")).MustRefuse(HttpStatusCode.Forbidden, "PS-004");
        (await service.Finance.GetAsync($"/api/tuition/accounts/{account}/statement/file")).Must(HttpStatusCode.OK).Body.Should().Contain("Paid").And.Contain(code);
    }

    [Fact]
    public async Task Others_may_not_bill_cancel_or_read()
    {
        (await UploadAsync(service.Family, $"/api/tuition/schools/{School}/runs/2027-05", List)).MustRefuse(HttpStatusCode.Forbidden, "PS-004");
        (await UploadAsync(service.School, "/api/tuition/schools/01-002/runs/2027-05", List)).MustRefuse(HttpStatusCode.Forbidden, "PS-004");
        (await UploadAsync(service.School, $"/api/tuition/schools/{School}/runs/2027-13", List)).MustRefuse(HttpStatusCode.UnprocessableEntity, "TUITION-004");
        (await service.Nobody.GetAsync("/api/tuition/bills")).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await service.Nobody.GetAsync("/api/tuition/bills/sta-nobody.2027-04")).MustRefuse(HttpStatusCode.NotFound, "PS-003");
        (await service.Nobody.GetAsync("/api/tuition/schools/99-999/catalogue")).MustRefuse(HttpStatusCode.NotFound, "TUITION-003");
        (await service.Nobody.GetAsync($"/api/tuition/schools/{School}/catalogue")).Must(HttpStatusCode.OK).Readable.Should().Contain("Học phí");
    }

    private Task FinishedAsync(string run, Func<System.Text.Json.Nodes.JsonNode, bool> isSo) => Eventually.TrueAsync(
        async () => (await service.School.GetAsync(run)) is { Status: HttpStatusCode.OK } answer && answer.Json["finishedAt"] is not null && isSo(answer.Json),
        "the run ends");

    private static Task<Answer> UploadAsync(Visitor visitor, string path, string csv)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return visitor.SendAsync(HttpMethod.Post, path, content);
    }
}
