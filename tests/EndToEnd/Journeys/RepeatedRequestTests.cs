using System.Net;

namespace PublicServices.Tests.EndToEnd.Journeys;

/// <summary>Requests that come twice, and editors who do not know of each other.</summary>
public abstract class RepeatedRequestTests(ServiceFixture service)
{
    private readonly Family _family = service.FamilyOf(service.Family);

    [Fact]
    public async Task The_same_key_gets_the_same_answer_and_another_body_is_refused()
    {
        var candidate = service.NextCandidate();
        var first = (await _family.FileAsync(Candidates.FreeFiling(candidate), "same-key")).Must(HttpStatusCode.Created);
        var second = (await _family.FileAsync(Candidates.FreeFiling(candidate), "same-key")).Must(HttpStatusCode.Created);
        second.Body.Should().Be(first.Body);

        (await _family.FileAsync(Candidates.FreeFiling(service.NextCandidate()), "same-key")).MustRefuse(HttpStatusCode.Conflict, "PS-001");
        (await _family.FileAsync(Candidates.FreeFiling(candidate), "another-key")).MustRefuse(HttpStatusCode.Conflict, "EXAM-010");
        (await service.FamilyOf(service.OtherFamily).FileAsync(Candidates.FreeFiling(candidate), "same-key"))
            .MustRefuse(HttpStatusCode.Conflict, "EXAM-011");
        (await _family.FileAsync(Candidates.FreeFiling(candidate), new string('k', 129))).MustRefuse(HttpStatusCode.UnprocessableEntity, "WEB-005");
    }

    [Fact]
    public async Task Many_repeats_at_once_file_once()
    {
        var filing = Candidates.FreeFiling(service.NextCandidate());
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _family.FileAsync(filing, "at-once")));
        answers.Should().OnlyContain(answer => answer.Status == HttpStatusCode.Created);
        answers.Select(answer => answer.Body).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Many_presses_at_once_pay_once()
    {
        var filed = (await _family.FileAsync(Candidates.FreeFiling(service.NextCandidate()))).Must(HttpStatusCode.Created);
        var orders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _family.OpenAsync(filed.Text("payment"))));
        orders.Distinct().Should().ContainSingle("pressing twice, or on two devices, opens one order");
        var receipts = await Task.WhenAll(orders.Select(order => _family.PressAsync(order)));
        receipts.Select(receipt => receipt.Must(HttpStatusCode.OK).Text("reference")).Distinct().Should().ContainSingle();
        await _family.UntilAsync(filed.Text("registration"), "Confirmed", "Paid");
    }

    [Fact]
    public async Task Two_editors_of_one_version_get_a_clear_conflict()
    {
        var candidate = service.NextCandidate();
        var filed = (await _family.FileAsync(Candidates.FreeFiling(candidate))).Must(HttpStatusCode.Created);
        var path = $"/api/exams/registrations/{filed.Text("registration")}";
        var (one, other) = (Candidates.FreeForm(candidate), Candidates.FreeForm(candidate));
        one["address"] = "Nhà của mẹ";
        other["address"] = "Nhà của bố";
        var answers = await Task.WhenAll(
            service.Family.PutAsync(path, one.ToJsonString(), ("If-Match", "\"1\"")),
            service.Family.PutAsync(path, other.ToJsonString(), ("If-Match", "\"1\"")));
        answers.Should().ContainSingle(answer => answer.Status == HttpStatusCode.OK);
        answers.Should().ContainSingle(answer => answer.Status == HttpStatusCode.Conflict && answer.Code == "PS-002");
        (await service.Family.PutAsync(path, one.ToJsonString())).MustRefuse(HttpStatusCode.UnprocessableEntity, "EXAM-031");
        (await service.OtherFamily.PutAsync(path, one.ToJsonString(), ("If-Match", "2"))).MustRefuse(HttpStatusCode.NotFound, "PS-003");
    }

    [Fact]
    public async Task A_class_sheet_uploaded_twice_changes_nothing_more()
    {
        var csv = Candidates.ClassCsv(service.NextCandidate(), service.NextCandidate());
        Task<Answer> UploadAsync(bool dryRun) => service.School.SendAsync(
            HttpMethod.Post, $"/api/exams/{Candidates.Session}/classes?dryRun={dryRun}", new StringContent(csv, System.Text.Encoding.UTF8, "text/csv"));
        var dry = (await UploadAsync(dryRun: true)).Must(HttpStatusCode.OK);
        dry.Json["filed"]!.GetValue<int>().Should().Be(2, dry.Body);
        var first = (await UploadAsync(dryRun: false)).Must(HttpStatusCode.OK);
        first.Json["filed"]!.GetValue<int>().Should().Be(2, first.Body);
        var second = (await UploadAsync(dryRun: false)).Must(HttpStatusCode.OK);
        second.Json["unchanged"]!.GetValue<int>().Should().Be(2, second.Body);
        (await service.Family.SendAsync(HttpMethod.Post, $"/api/exams/{Candidates.Session}/classes?dryRun=false", new StringContent(csv)))
            .MustRefuse(HttpStatusCode.Forbidden, "PS-004");
    }
}
