"""How each language gives a name a value: ``«k»`` is the name, ``«v»`` the value."""

from __future__ import annotations

#: Style of names, then forms; a form that begins with ``^`` stands at the margin.
FORMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "python": (
        ("snake", "snake", "snake", "upper", "flat", "camel"),
        (
            '«k» = "«v»"', "«k» = '«v»'", "self.«k» = '«v»'", 'self.«k» = "«v»"', '«k»="«v»",', "«k»='«v»',", '"«k»": "«v»",', "'«k»': '«v»',",
            'os.environ["«k»"] = "«v»"', "os.environ.setdefault('«k»', '«v»')", 'parser.add_argument("--«k»", default="«v»")', "«func»(«k»='«v»', «word»=True)",
            "config['«k»'] = '«v»'", 'cfg.set("«word»", "«k»", "«v»")', "assert obj.«k» == '«v»'", 'self.assertEqual(«word».«k», "«v»")', "«k»: str = \"«v»\"",
            'def «func»(self, «k»="«v»"):', "kwargs.setdefault('«k»', '«v»')", "«func»('«v»')  # «k»", '«word».«func»("«v»")', "(«k», «word») = ('«v»', «num»)",
            "«word» = dict(«k»='«v»')", "'«v»',", "['«k»', '«v»'],", ">>> «word».«k»\n'«v»'", "@patch.dict(os.environ, {'«k»': '«v»'})", "«k» = os.getenv('«k»', '«v»')",
            "«func»(«word», '«v»', «num»)", 'mock.«k» = u"«v»"', "data = {'«k»': '«v»', '«word»': «num»}", "«k» = b'«v»'", "if «k» == '«v»':",
        ),
    ),
    "javascript": (
        ("camel", "camel", "camel", "snake", "upper", "flat"),
        (
            "const «k» = '«v»';", 'const «k» = "«v»";', "var «k» = '«v»';", "let «k» = `«v»`", "«k»: '«v»',", '«k»: "«v»",', '"«k»": "«v»",', "process.env.«k» = '«v»';",
            "«word».«k» = '«v»';", "expect(«word».«k»).toBe('«v»');", "«word».should.have.property('«k»', '«v»')", ".«k»('«v»')", ".set('«k»', '«v»')", "«func»({ «k»: '«v»' })",
            "«func»('«v»', «word»)", "{ «k»: '«v»', «word»: «num» },", "«word»['«k»'] = '«v»'", "localStorage.setItem('«k»', '«v»');", "it('«word»', () => «func»({«k»: '«v»'}))",
            "  , «k»: '«v»'", "  '«v»',", "const { «k» = '«v»' } = options;", "export const «k» = '«v»'", "assert.equal(«word».«k», '«v»');", "«k» = «k» || '«v»';",
            '<input name="«k»" value="«v»" />', "  , «k» = '«v»'", "«word».«func»(\"«v»\");", "return «func»('«k»', '«v»');",
        ),
    ),
    "java": (
        ("camel", "camel", "upper", "flat"),
        (
            'String «k» = "«v»";', 'private static final String «k» = "«v»";', 'props.setProperty("«k»", "«v»");', '«word».set«K»("«v»");', 'assertEquals("«v»", «word».get«K»());',
            'map.put("«k»", "«v»");', '@Value("${«k»:«v»}")', '.«k»("«v»")', 'new «cls»("«v»")', '«func»("«word»", "«v»");', 'public static final String «k» = "«v»";',
            'static String «k» = "«v»";', ' + "«k»=«v»;"', '«cls».«func»("«v»", «num»);', '.with«K»("«v»")', '.header("«k»", "«v»")', 'val «k» = "«v»"', '@«cls»(«k» = "«v»")',
        ),
    ),
    "csharp": (
        ("pascal", "camel", "camel"),
        (
            'string «k» = "«v»";', 'private const string «k» = "«v»";', '«k» = "«v»",', 'public string «k» { get; set; } = "«v»";', 'Assert.AreEqual("«v»", «word».«k»);',
            'var «k» = "«v»";', '«word».«k» = @"«v»";', 'new «cls»("«v»")', '["«k»"] = "«v»",', '«word».Add("«k»", "«v»");', 'new JProperty("«k»", "«v»"),', '<add key="«k»" value="«v»" />',
        ),
    ),
    "go": (
        ("camel", "pascal", "camel", "snake"),
        (
            '«k» := "«v»"', 'var «k» = "«v»"', 'const «k» = "«v»"', '«k»: "«v»",', '"«k»": "«v»",', 'os.Setenv("«k»", "«v»")', 't.Setenv("«k»", "«v»")', '«word».«k» = "«v»"',
            'flag.String("«k»", "«v»", "«word»")', '{"«word»", "«v»", nil},', '«func»("«v»")', '«word».Set("«k»", "«v»")', 'if «k» != "«v»" {', '«k» string `default:"«v»"`', 'u := url.UserPassword("«word»", "«v»")',
            '&«cls»{«k»: "«v»", «cls»: "«word»"},', 'require.Equal(t, "«v»", «word».«k»)', '«k» = []byte("«v»")', "\t`«v»`,",
        ),
    ),
    "rust": (
        ("snake", "snake", "upper"),
        (
            'let «k» = "«v»";', '«k»: "«v»".to_string(),', 'const «k»: &str = "«v»";', '.«k»("«v»")', 'assert_eq!(«word».«k», "«v»");', 'let «k» = String::from("«v»");', '("«k»", "«v»"),',
            'env::set_var("«k»", "«v»");', '«func»("«v»")?;', '«word».insert("«k»", "«v»");', '//! let «k» = "«v»";', 'Some("«v»"),', '«cls»::new("«v»")', '/// «word».«k»("«v»")',
        ),
    ),
    "ruby": (
        ("snake", "snake", "upper"),
        (
            "«k» = '«v»'", '«k»: "«v»",', ":«k» => '«v»',", ':«k» => "«v»"', "config.«k» = '«v»'", "ENV['«k»'] = '«v»'", "@«k» = \"«v»\"", "«word».«k».should == '«v»'",
            "«func» '«v»'", "fill_in '«k»', with: '«v»'", "expect(«word».«k»).to eq('«v»')", "«cls».new('«v»')", "  #   «k»: '«v»'", "set :«k», '«v»'", "#  :«k» => \"«v»\"", "let(:«k») { '«v»' }",
        ),
    ),
    "php": (
        ("snake", "camel", "upper"),
        (
            "$«k» = '«v»';", '$«k» = "«v»";', "'«k»' => '«v»',", "define('«k»', '«v»');", "$this->«k» = '«v»';", "$config['«k»'] = '«v»';", "putenv('«k»=«v»');", "$this->assertEquals('«v»', $«word»->«k»);",
            "$CONF['«k»'] = '«v»';", "->set«K»('«v»')", "«func»('«word»', '«v»');", "array('«k»' => '«v»'),", "new «cls»('«v»')", "const «k» = '«v»';", "protected $«k» = '«v»';", "env('«k»', '«v»'),",
        ),
    ),
    "perl": (
        ("snake", "flat", "camel", "upper"),
        (
            "my $«k» = '«v»';", 'my $«k» = "«v»";', "«k» => '«v»',", '$self->{«k»} = "«v»";', "-«k» => '«v»',", "$ENV{«k»} = '«v»';", 'our $«k» = "«v»";', "is($«word»->«k», '«v»');", "«cls»->new(«k» => '«v»');",
            "$«word»->«func»('«v»');", "  «k» '«v»'", "use constant «k» => '«v»';", "$conf{'«k»'} = '«v»';", "    «K»      => '«v»',", "#$«k»='«v»';",
        ),
    ),
    "c": (
        ("snake", "upper", "camel", "flat"),
        (
            '#define «k» "«v»"', 'char *«k» = "«v»";', 'const char *«k» = "«v»";', '.«k» = "«v»",', 'static char «k»[] = "«v»";', 'strcpy(«word»->«k», "«v»");', '{ "«k»", "«v»" },', '«func»(«word», "«v»");',
            'std::string «k» = "«v»";', 'set_«k»("«v»");', '"«v»",', 'fail_if(strcmp(«word»->«k», "«v»"));', 'setenv("«k»", "«v»", 1);', 'QString «k» = QStringLiteral("«v»");', 'NSString *«k» = @"«v»";', '«word»["«k»"] = "«v»";',
            'EXPECT_EQ("«v»", «word».«k»());', 'printf("«k»: «v»\\n");', '«func»("«k»", "«v»", NULL);',
        ),
    ),
    "lua": (
        ("snake", "camel"),
        ("local «k» = '«v»'", 'local «k» = "«v»"', '«k» = "«v»",', '["«k»"] = "«v»";', '«word».«k» = "«v»"', '«func»("«v»")', "assert.equal('«v»', «word».«k»)", '-- «k» = "«v»"', "set('«k»', '«v»')"),
    ),
    "haskell": (
        ("camel", "camel", "snake"),
        ('«k» = "«v»"', ', «k» = "«v»"', '{ «k» = "«v»" }', 'let «k» = "«v»"', '«func» "«v»"', '"«v»" `shouldBe` «k» «word»', '("«k»", "«v»")', ', ("«k»", "«v»")', '-- > «func» "«v»"', 'setEnv "«k»" "«v»"', '<> «k» "«v»"'),
    ),
    "r": (
        ("snake", "dot", "flat"),
        ('«k» <- "«v»"', "«k» = '«v»',", 'Sys.setenv(«k» = "«v»")', 'expect_equal(«word»$«k», "«v»")', '«func»("«v»")', "#' «k» = \"«v»\"", 'options(«k» = "«v»")', '«func»(«k» = "«v»", «word» = TRUE)', '«word»$«k» <- "«v»"'),
    ),
    "shell": (
        ("upper", "upper", "snake", "kebab"),
        (
            "«k»=«v»", '«k»="«v»"', "«k»='«v»'", 'export «k»="«v»"', "export «k»=«v»", "--«k»=«v» \\", "--«k» «v» \\", ': "${«k»:=«v»}"', '«k»=${«k»:-«v»}', "echo «v» | «word» --«k»-stdin", 'if [ "$«k»" = "«v»" ]; then',
            "«word» -«letter» «v»", "«word» --«k»='«v»' || exit 1", "$ «word» «k» «v»", 'set «k» "«v»"', "./«word» --«k»=«v» --«word» > /dev/null", "«word» config set «k» «v»", "-e «k»=«v» \\", '$«k» = "«v»"', "# «k»=«v»",
        ),
    ),
    "sql": (
        ("snake", "flat", "upper"),
        (
            "UPDATE «word» SET «k» = '«v»' WHERE id = «num»;", "INSERT INTO «word» («k», «word») VALUES ('«v»', «num»);", "    ('«v»', «num», NULL),", "WHERE «k» = '«v»'", "SET @«k» = '«v»';", "  «k» varchar(255) DEFAULT '«v»',",
            "-- «k»: «v»", "SELECT * FROM «word» WHERE «k»='«v»';", "('«word»', '«v»'),", "    VALUES( «num», TRUE, current_date, '«v»' );",
        ),
    ),
    "config": (
        ("snake", "kebab", "camel", "dot", "flat", "upper"),
        (
            "«k»: «v»", '«k»: "«v»"', "«k»: '«v»'", "«k» = «v»", "«k»=«v»", '«k» = "«v»"', '"«k»": "«v»",', "  «k»: «v»", "    «k»: «v»", "# «k» = «v»", "#«k»: «v»", "- «v»", '- "«v»"', ";«k»=«v»", "<«k»>«v»</«k»>",
            '<property name="«k»" value="«v»"/>', "«k» «v»", 'set «k» «v»', "- name: «k»\n  value: «v»", '- «k»="«v»"', "- «k»=«v»", "      - «k»: «v»", '<string name="«k»">«v»</string>', "\"«word»\": { \"«k»\": \"«v»\" },", "spring.«k»=«v»", "«k»    «v»",
            "«k»:\n  - «v»", '{"«k»": "«v»"}', "// «k»: «v»", "<entry key=\"«k»\">«v»</entry>",
        ),
    ),
    "docker": (
        ("upper", "upper", "snake"),
        ("ENV «k» «v»", "ENV «k»=«v»", "ARG «k»=«v»", "      «k»: «v»", "      - «k»=«v»", "RUN «word» --«k»=«v»", 'ENV «k»="«v»" \\', "    «k»: '«v»'", "LABEL «k»=\"«v»\"", "  command: --«k»=«v»"),
    ),
    "html": (
        ("camel", "snake", "kebab"),
        ('<input type="text" name="«k»" value="«v»">', '<meta name="«k»" content="«v»">', "<td>«v»</td>", "<li>«K»: «v»</li>", '<div data-«k»="«v»"></div>', "var «k» = '«v»';", "<code>«k»=«v»</code>", "<dd>«v»</dd>", '<param name="«k»" value="«v»" />', "<p>«K»: «v»</p>", "<!-- «k»: «v» -->"),
    ),
    "docs": (
        ("snake", "kebab", "upper", "title", "space"),
        (
            "    «k» = «v»", '    «k»="«v»"', "* «K»: «v»", "- `«k»`: `«v»`", "«K»: «v»", '    "«k»": "«v»"', "  «k»: «v»", "    $ export «k»=«v»", "| «k» | «v» |", ":«k»: «v»", "The «k» is ``«v»``.", "  --«k» «v»", "`«k»=«v»`", "**«K»**: «v»",
            '    «word»(«k»="«v»")', "Set the «k» to \"«v»\" first.", "    $ «word» --«k» «v»", "«k»\t«v»", "(«k» «v»)", "  -«letter» «v»    «k»", "> «k»: «v»", "``«k»`` defaults to ``«v»``.", "Enter «k»: «v»",
        ),
    ),
    "fixture": (
        ("snake", "title", "camel", "upper"),
        ('"«k»": "«v»",', "«k»: «v»", "«K»: «v»", "«k»=«v»", "«num»,«v»,«word»", "«date» «word»: «k»=«v»", '  "«k»" : "«v»"', "«v»", "[«date» «time»] «word»[«num»]: «k» «v»", "«k»\t«v»\t«num»", "        «k» = «v»", "+ «k»: «v»", "-  «k» = \"«v»\"", "%% «k» «v»"),
    ),
    "make": (("upper", "snake"), ("«k» = «v»", "«k» := «v»", "«k» ?= «v»", "\t«word» --«k»=«v»", "\texport «k»=«v»; \\", "# «k»: «v»")),
}  # fmt: skip
_SAME = {"typescript": "javascript", "cpp": "c", "objc": "c", "kotlin": "java", "swift": "java"}


def forms_of(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Styles of names and forms of a language of ``language.py``."""
    return FORMS[_SAME.get(language, language) if _SAME.get(language, language) in FORMS else "config"]


#: What opens a comment line; an empty one for prose.
COMMENTS = {
    "python": "# ", "ruby": "# ", "perl": "# ", "shell": "# ", "config": "# ", "docker": "# ", "make": "# ", "r": "#' ", "lua": "-- ", "sql": "-- ",
    "haskell": "-- ", "c": " * ", "cpp": "// ", "java": " * ", "javascript": "// ", "typescript": " * ", "go": "// ", "rust": "// ", "php": " * ",
    "csharp": "// ", "objc": "// ", "kotlin": "// ", "swift": "// ", "html": "<!-- ", "docs": "", "fixture": "# ",
}  # fmt: skip
