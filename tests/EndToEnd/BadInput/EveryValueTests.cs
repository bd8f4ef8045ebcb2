using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace PublicServices.Tests.EndToEnd.BadInput;

/// <summary>Requests that are understood, each with every one of its values replaced by each of those that have broken programs before.</summary>
[Collection(BadInputGroup.Name)]
public sealed class EveryValueTests(BadInputFixture fixture)
{
    [Fact]
    public async Task Exams_answer_whatever_stands_in_a_field()
    {
        var session = $"/api/exams/{Candidates.Session}";
        var form = Candidates.SchoolForm(650_000);
        form["phone"] = "0912345678";
        form["reservedScores"] = new JsonArray(new JsonObject { ["subject"] = "physics", ["score"] = 7.25 });
        await EachAsync("acc-minh", "POST", $"{session}/registrations", Candidates.FreeFiling(650_001));
        await EachAsync("acc-minh", "POST", $"{session}/registrations", Candidates.Filing(form));
        await EachAsync("acc-minh", "PUT", $"{session}/drafts", Candidates.SchoolFiling(650_002));
        await EachAsync("department-01", "POST", $"{session}/extensions", """{"scope":"Unit","target":"01-002","until":"2026-12-30T10:00:00+07:00","reason":"mất điện"}""");
        // Without a version what exists is never changed: others look at the list of sessions meanwhile.
        await EachAsync("ministry", "PUT", $"/api/exams/sessions/{Candidates.Session}", Candidates.SessionDefinition);
        await EachAsync("ministry", "PUT", "/api/exams/units/01-901", Candidates.UnitDefinition);
        await EachAsync("acc-lan", "POST", $"/api/payments/{fixture.Payment}/attempts", """{"gateway":"sandbox","language":"vi"}""");
        fixture.MustNotHaveFailed();
    }

    [Fact]
    public async Task Tuition_answers_whatever_stands_in_a_field()
    {
        var bill = await BillAsync();
        string Of(string field) => bill[field]!.GetValue<string>();
        var (account, officer, schools) = (Of("account"), $"school-{Of("school")}", $"/api/tuition/schools/{Of("school")}");
        var published = (await fixture.As(officer).GetAsync($"{schools}/catalogue")).Must(HttpStatusCode.OK).Json;
        var catalogue = new JsonObject { ["reason"] = "điều chỉnh" };
        foreach (var field in (string[])["name", "isPublic", "items", "instalments"]) catalogue[field] = published[field]!.DeepClone();
        (await fixture.As(officer).SendAsync(HttpMethod.Put, $"{schools}/catalogue", Json(catalogue.ToJsonString()))).Must(HttpStatusCode.OK);

        await EachAsync(officer, "PUT", $"{schools}/catalogue", catalogue.ToJsonString());
        await EachAsync(
            officer, "POST", $"{schools}/benefits",
            $$"""{"student":"{{Of("student")}}","studentName":"A","group":"orphan","from":"2026-09-01","to":"2027-05-31","evidence":"QĐ 12"}""");
        await EachAsync(
            officer, "PUT", $"{schools}/invoice-settings",
            """{"taxCode":"0100109106","address":"Số 1","form":1,"series":"C26TAA","name":"T","phone":"0243000000","email":"a@b.vn","bankAccount":"00111","bankName":"VCB"}""");
        await EachAsync(officer, "POST", $"{schools}/invoice-numbers", """{"numbers":[{"key":"x-1","number":1,"series":"C26TAA","authorityCode":"M1"}]}""");
        await EachAsync(
            "acc-lan", "PUT", $"/api/tuition/accounts/{account}/buyer",
            """{"name":"A","taxCode":"0100109106","personalNumber":"001209000123","address":"x","email":"a@b.vn"}""");
        await EachAsync("acc-lan", "POST", "/api/tuition/payments", $$"""{"bills":["{{account}}.{{Of("period")}}"],"whole":true}""");
        await EachAsync("acc-minh", "POST", $"/api/tuition/accounts/{account}/guardians", """{"student":"0100000009"}""");
        fixture.MustNotHaveFailed();
    }

    [Fact]
    public async Task Finance_answers_whatever_stands_in_a_field()
    {
        await EachAsync(
            "finance", "POST", "/api/finance/transfers",
            """{"memo":"PSX","amountVnd":1000,"bankReference":"FT1","bookedAt":"2026-11-23T10:00:00+07:00","reason":"x"}""");
        await EachAsync(
            "finance", "PUT", "/api/finance/columns",
            """
            {"source":"bank.y-1","header":["Ngày","Tiền","Nợ","Có","Dư","Mã","ND","Loại"],"day":"Ngày","dayFormat":"dd/MM/yyyy","currency":"VND","decimalSign":",",
             "scale":1,"defaultKind":"Charge","payoutDays":2,"kinds":{"a":"Charge"},"rowsAbove":0,"amount":"Tiền","balance":"Dư","fee":"Nợ","reference":"Mã",
             "order":"Có","memo":"ND","kind":"Loại","totalLabel":"Tổng"}
            """);
        foreach (var proposal in (string[])
        [
            """{"kind":"AssignLine","reason":"x","line":"lin-bank.x.1","account":"fees:x","amount":{"amount":1,"currency":"VND"},"day":"2026-11-23"}""",
            """{"kind":"ForceMatch","reason":"x","line":"lin-x","expectation":"exp-x"}""",
            """{"kind":"ReverseJournal","reason":"x","shard":"led-20261123.00","journal":"j1"}""",
            """{"kind":"WriteOff","reason":"x","bill":"sta-x.2026-09","amount":{"amount":1,"currency":"VND"}}""",
            """{"kind":"CloseDay","reason":"x","day":"2026-11-23"}""",
        ])
            await EachAsync("finance", "POST", "/api/finance/proposals", proposal);
        await EachAsync(
            "finance", "POST", $"/api/finance/payments/{fixture.Payment}/cases/1/refund", """{"reason":"x","amount":{"amount":1,"currency":"VND"},"refundReference":"r"}""");
        await EachAsync("operator", "POST", "/api/portal/endpoints", """{"name":"x","url":"ftp://example.invalid/hook","procedures":["1.000001"]}""");
        await fixture.MustStandAsync();
    }

    private async Task<JsonObject> BillAsync()
    {
        // The demonstration's bills are made by message after the start.
        var bills = await Eventually.AsAsync(
            () => fixture.As("acc-lan").GetAsync("/api/tuition/bills"), answer => answer.Json["rows"]!.AsArray().Count > 0, "there are bills");
        return bills.Json["rows"]![0]!.AsObject();
    }

    private async Task EachAsync(string who, string method, string path, string body)
    {
        var whole = await SendAsync(who, method, path, body);
        BadInputFixture.MustBeAnswered(whole, $"{who} {method} {path} {body}");
        whole.Status.Should().NotBe(HttpStatusCode.BadRequest, $"the whole request is understood: {whole}");
        foreach (var spoiled in Mutation.EachOf(body))
            BadInputFixture.MustBeAnswered(await SendAsync(who, method, path, spoiled), $"{who} {method} {path} {spoiled}");
    }

    private Task<Answer> SendAsync(string who, string method, string path, string body) => fixture.As(who).SendAsync(new HttpMethod(method), path, Json(body));

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
