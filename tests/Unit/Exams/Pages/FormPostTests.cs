using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PublicServices.Exams;
using PublicServices.Functions.Exams.Pages;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Exams.Pages;

public sealed class FormPostTests
{
    [Fact]
    public void Steps_AskForEveryFieldExactlyOnce() =>
        FormSteps.All.SelectMany(step => step.Fields).Should().BeEquivalentTo(FormFields.All.Select(field => field.Name));

    [Fact]
    public void Steps_FollowOneAnotherToTheEnd()
    {
        var seen = new List<FormStep>();
        for (FormStep? step = FormSteps.Who; step is not null; step = FormSteps.After(step)) seen.Add(step);
        seen.Should().Equal(FormSteps.All);
        FormSteps.Find("nowhere").Should().BeNull();
    }

    [Theory]
    [InlineData("05/09/2009")]
    [InlineData("5/9/2009")]
    [InlineData("5-9-2009")]
    [InlineData("05092009")]
    [InlineData(" 5 / 9 / 2009 ")]
    [InlineData("2009-09-05")]
    public void Day_AsPeopleWriteIt_IsRead(string text) => FormPost.Day(text).Should().Be(new DateOnly(2009, 9, 5));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("31/02/2009")]
    [InlineData("9/13/2009")]
    [InlineData("5/9/09")]
    [InlineData("hôm qua")]
    public void Day_Nonsense_IsNotGuessed(string? text) => FormPost.Day(text).Should().BeNull();

    [Fact]
    public void Merge_OnePage_LeavesTheOthersAlone()
    {
        var form = new RegistrationForm { Name = "A", Phone = "0912345678", Address = "x", PriorityGroup = "01" };
        var merged = Merge(form, FormSteps.Contact, ("address", " y "), ("phone", ""));
        merged.Form.Should().BeEquivalentTo(form with { Phone = null, Address = "y" });
        merged.Unreadable.Should().BeEmpty();
    }

    [Fact]
    public void Merge_OwnSchool_IsAskedForOnce()
    {
        var merged = Merge(new() { Type = CandidateType.A }, FormSteps.School, ("unit", "01-002"), ("sameSchool", "true"), ("grade10School", "99-999"));
        merged.Form.Should().BeEquivalentTo(new { Unit = "01-002", Grade10School = "01-002", Grade11School = "01-002", Grade12School = "01-002" });
    }

    [Fact]
    public void Merge_FreeCandidate_NamesTheOldSchools()
    {
        var merged = Merge(new() { Type = CandidateType.C }, FormSteps.School, ("unit", "01-000"), ("grade12School", "04-001"), ("grade10School", "04-002"), ("graduationYear", "2024"));
        merged.Form.Should().BeEquivalentTo(new { Unit = "01-000", Grade10School = "04-002", Grade12School = "04-001", GraduationYear = 2024 });
        merged.Form.Grade11School.Should().BeNull();
    }

    [Theory]
    [InlineData("dateOfBirth", "31/02/2009", "WEB-F01")]
    public void Merge_UnreadableDay_IsSaidAndNotGuessed(string field, string text, string code)
    {
        var merged = Merge(new(), FormSteps.Who, (field, text));
        merged.Unreadable.Should().ContainSingle(problem => problem.Field == field && problem.Code == code);
        merged.Form.DateOfBirth.Should().BeNull();
    }

    [Fact]
    public void Merge_Scores_ReadDecimalCommasAndRefuseNonsense()
    {
        Merge(new(), FormSteps.Subjects, ("reserved-physics", "7,25"), ("reserved-history", "")).Form.ReservedScores
            .Should().Equal(new ReservedScore("physics", 7.25m));
        Merge(new(), FormSteps.Subjects, ("reserved-physics", "bảy")).Unreadable.Should().ContainSingle(problem => problem.Field == "reservedScores");
    }

    [Fact]
    public void Merge_ChoicesOutsideTheList_AreNoAnswer()
    {
        var merged = Merge(new(), FormSteps.Who, ("type", "7"), ("sex", "Other"), ("purpose", "both"));
        merged.Form.Type.Should().BeNull();
        merged.Form.Sex.Should().BeNull();
        merged.Form.Purpose.Should().BeNull();
    }

    [Fact]
    public void Merge_AnyText_NeverThrows() =>
        Gen.Select(Gen.Int[0, FormSteps.All.Count - 1], TypedText.Any, TypedText.Any).Sample((number, a, b) =>
        {
            var step = FormSteps.All[number];
            var fields = step.Fields.Append(FormPost.ScorePrefix + "physics").Append("sameSchool").Append("birthCountry").ToHashSet();
            var post = new FormCollection(fields.ToDictionary(field => field, field => new StringValues([a, b])));
            FormPost.Merge(new RegistrationForm(), step, post, new List<FieldProblem>()).Should().NotBeNull();
        }, iter: Iterations.Of(300));

    private static (RegistrationForm Form, List<FieldProblem> Unreadable) Merge(RegistrationForm form, FormStep step, params (string Name, string Value)[] post)
    {
        var unreadable = new List<FieldProblem>();
        var merged = FormPost.Merge(form, step, new FormCollection(post.ToDictionary(pair => pair.Name, pair => new StringValues(pair.Value))), unreadable);
        return (merged, unreadable);
    }
}
