using System.Net;
using System.Text;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.EndToEnd.BadInput;

/// <summary>Announcements, addresses and blocks that are not what they should be.</summary>
[Collection(BadInputGroup.Name)]
public sealed class UploadFuzzTests(BadInputFixture fixture)
{
    private const int Seed = 11;
    private const int MutationsOfEach = 60;
    private const int BlockBytes = 256 * 1024;

    [Fact]
    public async Task Spoiled_announcements_are_answered()
    {
        var random = new Random(Seed);
        var valid = Uploader.Announce(SampleFiles.Pdf(), "transcript", "a.pdf", "application/pdf");
        string[] bodies =
        [
            "{}", "null", "[]", """{"kind":null,"fileName":"a","sizeBytes":1}""", """{"kind":"photo","fileName":"a","sizeBytes":1.5}""",
            """{"kind":"photo","fileName":"a","sizeBytes":1e400}""", """{"kind":"photo","fileName":"a.jpg","sizeBytes":9223372036854775807}""",
            """{"kind":"photo","fileName":"\u0000\u001f","sizeBytes":-9223372036854775808}""",
            .. Enumerable.Range(0, MutationsOfEach).Select(_ => Mutation.OfJson(valid, random)),
        ];
        foreach (var body in bodies)
        {
            foreach (var who in new[] { "acc-minh", "school-01-001", "operator" })
                BadInputFixture.MustBeAnswered(await fixture.As(who).PostAsync($"/api/exams/registrations/{fixture.Registration}/uploads", body), body);
        }

        await fixture.MustStandAsync();
    }

    [Fact]
    public async Task Only_the_address_that_was_signed_takes_only_the_blocks_there_are()
    {
        var family = new Family(fixture.As("acc-minh"), fixture.Nobody);
        var registration = (await family.FileAsync(Candidates.SchoolFiling(900_020))).Must(HttpStatusCode.Created).Text("registration");
        var photo = Photos.OfSize(BlockBytes + 1_000);
        var uploader = new Uploader(fixture.As("acc-minh"), fixture.Nobody, registration);
        var ticket = (await uploader.OpenAsync(photo)).Must(HttpStatusCode.Created);
        var address = ticket.Text("address");

        foreach (var (wrong, part) in new[] { ("{block}", "-0000001"), ("{block}", "0"), ("{block}", "99999999999"), ("{block}", "0000000x") })
            (await uploader.SendAsync(address.Replace(wrong, part, StringComparison.Ordinal), photo[..BlockBytes])).MustRefuse(HttpStatusCode.Forbidden, "FILE-018");
        var random = new Random(Seed);
        for (var i = 0; i < MutationsOfEach; i++)
        {
            var forged = Forged(address, random);
            var answer = await uploader.SendAsync(forged.Replace("{block}", "00000000", StringComparison.Ordinal), photo[..BlockBytes]);
            BadInputFixture.MustBeAnswered(answer, forged).Status.Should().NotBe(HttpStatusCode.Created, forged);
        }

        foreach (var (block, length) in new[] { (0, 0), (0, 5), (0, BlockBytes - 1), (1, BlockBytes), (2, 10), (99_999_999, 10) })
        {
            (await uploader.SendAsync(address.Replace("{block}", $"{block:D8}", StringComparison.Ordinal), photo[..length]))
                .MustRefuse(HttpStatusCode.Conflict, "FILE-015");
        }

        (await uploader.SendAsync(address.Replace("{block}", "00000000", StringComparison.Ordinal), photo)).MustRefuse(HttpStatusCode.RequestEntityTooLarge, "PS-007");
        (await fixture.Nobody.GetAsync(address.Replace("{block}", "00000000", StringComparison.Ordinal))).MustRefuse(HttpStatusCode.MethodNotAllowed, "WEB-001");
        (await uploader.FinishAsync(ticket.Text("upload"), photo)).Must(HttpStatusCode.OK);
        (await uploader.SendAsync(address, 0, photo, BlockBytes)).MustRefuse(HttpStatusCode.Conflict, "FILE-014");
        await fixture.MustStandAsync();
    }

    [Fact]
    public async Task What_was_uploaded_is_checked_like_any_other_file()
    {
        var family = new Family(fixture.As("acc-minh"), fixture.Nobody);
        var registration = (await family.FileAsync(Candidates.SchoolFiling(900_021))).Must(HttpStatusCode.Created).Text("registration");
        var uploader = new Uploader(fixture.As("acc-minh"), fixture.Nobody, registration);
        var random = new Random(Seed);
        for (var i = 0; i < MutationsOfEach / 10; i++)
        {
            var spoiled = Mutation.OfBytes(SampleFiles.Png(), random);
            if (spoiled.Length == 0) continue;
            var opened = BadInputFixture.MustBeAnswered(await uploader.OpenAsync(spoiled, "photo", "anh.png", "image/png"), $"seed {Seed}, {i}");
            if (opened.Status == HttpStatusCode.Created) BadInputFixture.MustBeAnswered(await uploader.FinishAsync(opened.Text("upload"), spoiled), $"seed {Seed}, {i}");
        }

        var infected = Encoding.Latin1.GetBytes(@"% X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");
        var document = SampleFiles.Pdf(Encoding.Latin1.GetString(infected));
        var virus = (await uploader.OpenAsync(document, "transcript", "virus.pdf", "application/pdf")).Must(HttpStatusCode.Created);
        (await uploader.FinishAsync(virus.Text("upload"), document)).MustRefuse(HttpStatusCode.UnprocessableEntity, "EXAM-027");

        foreach (var other in new[] { fixture.Registration, "reg-nobody", "..", "%2e%2e%2f", "reg-a%1fb" })
        {
            foreach (var upload in new[] { virus.Text("upload"), "..", "%2e%2e%2fx", new string('x', 26), new string('x', 4_000) })
            {
                BadInputFixture.MustBeAnswered(await fixture.As("acc-minh").PostAsync($"/api/exams/registrations/{other}/uploads/{upload}/complete"), $"{other} {upload}")
                    .Status.Should().BeOneOf(HttpStatusCode.NotFound, HttpStatusCode.Conflict, HttpStatusCode.MethodNotAllowed);
                BadInputFixture.MustBeAnswered(await fixture.As("acc-minh").GetAsync($"/api/exams/registrations/{other}/uploads/{upload}"), $"{other} {upload}");
            }
        }

        await fixture.MustStandAsync();
    }

    /// <summary>The signed part of an address with something changed in it.</summary>
    private static string Forged(string address, Random random)
    {
        while (true)
        {
            var at = random.Next("/uploads/".Length, address.Length);
            var other = "abcdefghjkmnpqrstvwxyz0123456789-/?&="[random.Next(37)];
            var forged = address[..at] + other + address[(at + 1)..];
            if (forged != address && forged.Contains("{block}", StringComparison.Ordinal)) return forged;
        }
    }
}
