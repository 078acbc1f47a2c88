from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        ALTER TABLE track_versions ALTER COLUMN position TYPE DOUBLE PRECISION;
        ALTER TABLE stems ALTER COLUMN position TYPE DOUBLE PRECISION;
        ALTER TABLE credits ALTER COLUMN position TYPE DOUBLE PRECISION;
        ALTER TABLE stems ADD COLUMN "deleted_at" TIMESTAMPTZ;
        ALTER TABLE credits ADD COLUMN "deleted_at" TIMESTAMPTZ;
        CREATE TABLE "notes" (
            "id" UUID NOT NULL PRIMARY KEY,
            "at_ms" INT NOT NULL,
            "body" TEXT NOT NULL,
            "created_at" TIMESTAMPTZ NOT NULL,
            "deleted_at" TIMESTAMPTZ,
            "author_id" UUID REFERENCES "users" ("id") ON DELETE SET NULL,
            "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE,
            "version_id" UUID REFERENCES "track_versions" ("id") ON DELETE SET NULL
        );
        CREATE INDEX "idx_notes_track_i_94e0a1" ON "notes" ("track_id", "at_ms");
        ALTER TABLE notes ADD CONSTRAINT notes_moment CHECK (at_ms >= 0);

        CREATE TABLE sync_meta (
            id BOOL PRIMARY KEY DEFAULT true CHECK (id),
            epoch UUID NOT NULL DEFAULT gen_random_uuid()
        );
        INSERT INTO sync_meta DEFAULT VALUES;
        CREATE TABLE sync_library (
            id UUID PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
            head BIGINT NOT NULL DEFAULT 0
        );
        CREATE TABLE sync_feed (
            library_id UUID NOT NULL REFERENCES sync_library (id) ON DELETE CASCADE,
            kind SMALLINT NOT NULL,
            entity_id UUID NOT NULL,
            seq BIGINT NOT NULL,
            rev INT NOT NULL,
            urev INT NOT NULL,
            deleted BOOL NOT NULL,
            PRIMARY KEY (library_id, kind, entity_id)
        );
        CREATE UNIQUE INDEX sync_feed_seq ON sync_feed (library_id, seq);
        CREATE TABLE sync_commit (
            library_id UUID NOT NULL REFERENCES sync_library (id) ON DELETE CASCADE,
            seq BIGINT NOT NULL,
            mark INT NOT NULL,
            at TIMESTAMPTZ NOT NULL DEFAULT now(),
            PRIMARY KEY (library_id, seq)
        );
        CREATE TABLE sync_op (
            op_id UUID PRIMARY KEY,
            library_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            device_id UUID,
            request_hash BYTEA NOT NULL,
            result JSONB NOT NULL,
            at TIMESTAMPTZ NOT NULL DEFAULT now()
        );
        CREATE INDEX sync_op_at ON sync_op (at);
        CREATE TABLE record_history (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            library_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            kind SMALLINT NOT NULL,
            entity_id UUID NOT NULL,
            urev INT NOT NULL,
            field TEXT NOT NULL,
            old JSONB,
            new JSONB,
            user_id UUID,
            device_id UUID,
            at TIMESTAMPTZ NOT NULL DEFAULT now()
        );
        CREATE INDEX record_history_of ON record_history (kind, entity_id, urev);
        CREATE TABLE conflicts (
            id UUID PRIMARY KEY,
            library_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            kind SMALLINT NOT NULL,
            entity_id UUID NOT NULL,
            field TEXT NOT NULL,
            base JSONB,
            mine JSONB,
            theirs JSONB,
            why TEXT NOT NULL,
            device_id UUID,
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved')),
            at TIMESTAMPTZ NOT NULL DEFAULT now()
        );
        CREATE INDEX conflicts_of ON conflicts (library_id, kind, entity_id) WHERE state = 'open';
        CREATE UNLOGGED TABLE sync_touched (
            xid XID8 NOT NULL DEFAULT pg_current_xact_id(),
            library_id UUID NOT NULL,
            kind SMALLINT NOT NULL,
            entity_id UUID NOT NULL,
            deleted BOOL NOT NULL,
            PRIMARY KEY (xid, library_id, kind, entity_id)
        );

        CREATE FUNCTION sync_library_of(way TEXT, r JSONB) RETURNS UUID LANGUAGE sql STABLE AS $f$
            SELECT CASE way
                WHEN 'track' THEN
                    (SELECT owner_id FROM tracks WHERE id = (r->>'track_id')::uuid)
                WHEN 'version' THEN
                    (SELECT t.owner_id FROM track_versions v JOIN tracks t ON t.id = v.track_id
                      WHERE v.id = (r->>'version_id')::uuid)
                ELSE (r->>way)::uuid END
        $f$;

        CREATE FUNCTION sync_setting(name TEXT) RETURNS UUID LANGUAGE sql STABLE AS $f$
            SELECT nullif(current_setting(name, true), '')::uuid
        $f$;

        -- Arguments: code of the kind; how its library is found; the columns that people write;
        -- those that are not worth a word to a studio.
        CREATE FUNCTION sync_record() RETURNS TRIGGER LANGUAGE plpgsql AS $f$
        DECLARE
            code SMALLINT := TG_ARGV[0];
            edited TEXT[] := string_to_array(TG_ARGV[2], ',');
            ignored TEXT[] := string_to_array(TG_ARGV[3], ',');
            was JSONB := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - ignored END;
            now_is JSONB := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - ignored END;
            this JSONB := coalesce(now_is, was);
            library UUID;
            gone BOOL := now_is IS NULL OR now_is->>'deleted_at' IS NOT NULL;
            last_urev INT;
        BEGIN
            IF was IS NOT DISTINCT FROM now_is THEN RETURN NULL; END IF;
            library := sync_library_of(TG_ARGV[1], this);
            IF library IS NULL OR NOT EXISTS (SELECT 1 FROM users WHERE id = library) THEN
                RETURN NULL;
            END IF;
            INSERT INTO sync_touched AS t (library_id, kind, entity_id, deleted)
                VALUES (library, code, (this->>'id')::uuid, gone)
                ON CONFLICT (xid, library_id, kind, entity_id) DO UPDATE SET deleted = gone;
            IF now_is IS NULL OR edited = '{}' THEN RETURN NULL; END IF;
            SELECT coalesce(max(urev), 0) INTO last_urev FROM record_history
             WHERE kind = code AND entity_id = (this->>'id')::uuid;
            INSERT INTO record_history
                   (library_id, kind, entity_id, urev, field, old, new, user_id, device_id)
                SELECT library, code, (this->>'id')::uuid, last_urev + 1, f,
                       was->f, now_is->f, sync_setting('acetate.user'),
                       sync_setting('acetate.device')
                  FROM unnest(CASE WHEN was IS NULL THEN ARRAY['']
                                   ELSE edited || 'deleted_at'::text END) f
                 WHERE was IS NULL OR was->f IS DISTINCT FROM now_is->f;
            RETURN NULL;
        END $f$;

        -- Fires when the transaction commits: nothing can come after it, so that no reader can
        -- see a later number before an earlier one. Whoever wrote, nothing is left out.
        CREATE FUNCTION sync_publish() RETURNS TRIGGER LANGUAGE plpgsql AS $f$
        DECLARE
            mine XID8 := pg_current_xact_id();
            lib RECORD;
            top BIGINT;
        BEGIN
            -- Fires for every record; the first time does for all, and looking again each time
            -- would cost the square of their number.
            IF current_setting('acetate.published', true) = mine::text THEN RETURN NULL; END IF;
            FOR lib IN SELECT library_id, count(*) AS n FROM sync_touched WHERE xid = mine
                        GROUP BY 1 ORDER BY 1 LOOP
                INSERT INTO sync_library AS l (id, head) VALUES (lib.library_id, lib.n)
                    ON CONFLICT (id) DO UPDATE SET head = l.head + lib.n RETURNING head INTO top;
                INSERT INTO sync_feed AS f
                       (library_id, kind, entity_id, seq, rev, urev, deleted)
                    SELECT t.library_id, t.kind, t.entity_id,
                           top - lib.n + row_number() OVER (ORDER BY t.kind, t.entity_id), 1,
                           coalesce((SELECT max(h.urev) FROM record_history h
                             WHERE h.kind = t.kind AND h.entity_id = t.entity_id), 0), t.deleted
                      FROM sync_touched t WHERE t.xid = mine AND t.library_id = lib.library_id
                    ON CONFLICT (library_id, kind, entity_id) DO UPDATE
                       SET seq = EXCLUDED.seq, rev = f.rev + 1, urev = EXCLUDED.urev,
                           deleted = EXCLUDED.deleted;
                INSERT INTO sync_commit (library_id, seq, mark)
                    VALUES (lib.library_id, top, floor(random() * 2147483647)::int);
                PERFORM pg_notify('acetate_sync', lib.library_id || ' ' || top);
            END LOOP;
            DELETE FROM sync_touched WHERE xid = mine;
            PERFORM set_config('acetate.published', mine::text, true);
            RETURN NULL;
        END $f$;
        CREATE CONSTRAINT TRIGGER sync_publish AFTER INSERT ON sync_touched
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sync_publish();

        CREATE TRIGGER sync_record AFTER INSERT OR UPDATE OR DELETE ON tracks FOR EACH ROW
            EXECUTE FUNCTION sync_record('1', 'owner_id',
                'title,slug,description_md,liner_notes_md,session,genre,tag_names,license,'
                'license_text,isrc,visibility,release_state,release_at,download_policy,'
                'comments_open,artwork_id,primary_version_id',
                'search,updated_at,play_count,rev,secret_hash');
        CREATE TRIGGER sync_record AFTER INSERT OR UPDATE OR DELETE ON track_versions FOR EACH ROW
            EXECUTE FUNCTION sync_record('2', 'track', 'label,position', '');
        CREATE TRIGGER sync_record AFTER INSERT OR UPDATE OR DELETE ON stems FOR EACH ROW
            EXECUTE FUNCTION sync_record('3', 'version', 'title,role,position,credits', '');
        CREATE TRIGGER sync_record AFTER INSERT OR UPDATE OR DELETE ON credits FOR EACH ROW
            EXECUTE FUNCTION sync_record('4', 'track', 'person,role,url,position', '');
        CREATE TRIGGER sync_record AFTER INSERT OR UPDATE OR DELETE ON notes FOR EACH ROW
            EXECUTE FUNCTION sync_record('5', 'track', 'at_ms,version_id,body', '');
        CREATE TRIGGER sync_record AFTER INSERT OR UPDATE OR DELETE ON comments FOR EACH ROW
            EXECUTE FUNCTION sync_record('6', 'track', '', 'body_html');
        CREATE TRIGGER sync_record AFTER INSERT OR UPDATE OR DELETE ON conflicts FOR EACH ROW
            EXECUTE FUNCTION sync_record('7', 'library_id', '', '');

        -- What was there before this schema is published with it.
        INSERT INTO sync_touched (library_id, kind, entity_id, deleted)
            SELECT owner_id, 1, id, deleted_at IS NOT NULL FROM tracks
            UNION ALL SELECT t.owner_id, 2, v.id, v.deleted_at IS NOT NULL
              FROM track_versions v JOIN tracks t ON t.id = v.track_id
            UNION ALL SELECT t.owner_id, 3, s.id, false FROM stems s
              JOIN track_versions v ON v.id = s.version_id JOIN tracks t ON t.id = v.track_id
            UNION ALL SELECT t.owner_id, 4, c.id, false
              FROM credits c JOIN tracks t ON t.id = c.track_id
            UNION ALL SELECT t.owner_id, 6, c.id, c.deleted_at IS NOT NULL
              FROM comments c JOIN tracks t ON t.id = c.track_id;
        """


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        DROP TRIGGER sync_record ON tracks;
        DROP TRIGGER sync_record ON track_versions;
        DROP TRIGGER sync_record ON stems;
        DROP TRIGGER sync_record ON credits;
        DROP TRIGGER sync_record ON comments;
        DROP TABLE notes, sync_touched, conflicts, record_history, sync_op, sync_commit,
            sync_feed, sync_library, sync_meta CASCADE;
        DROP FUNCTION sync_record(), sync_publish(), sync_setting(TEXT),
            sync_library_of(TEXT, JSONB);
        ALTER TABLE credits DROP COLUMN "deleted_at";
        ALTER TABLE stems DROP COLUMN "deleted_at";
        """


MODELS_STATE = (
    "eJztXetz4riW/1dU+TI9VZlUdx7ds/TWVpGE7uZeEnID6Zm5zRQILIJvbImx5dDs7PzvK8kP/JCNDQaMRx+mJ8g6wv"
    "wkHR2d558nJtGQYZ/9g4xPGuDPEwxNxP4IN5+CEzifrxp5A4VjQ/T7DxmLBji2qQUnlLVNoWEj1qQhe2Lpc6oTzHt2"
    "MQJzHU0QIFOwINbLGRg5WP/DQcMXtByBF4TmNoBgjiydaPoEsKHB1CImGCMdP4OpbiAN0IU+QWf8GzUyYV/JnuxicI"
    "+WkmdEZ8hiX/Htd9asYw19R7b/cf4ynOrI0CLI6RofQLQP6XIu2p6e2refRE/+4uPhhBiOiVe950s6Izjo7ji6dsZp"
    "+LNnhJEFKdJC0GLHMLwZ8JvcN2YN1HJQ8KraqkFDU+gYfIJO/nvq4AmfF2Av8eRsoVvoTNfsM4wWQ137H+8lQwTD4X"
    "23P+y1+sPhSWJm+cvE5sNrmhDMV4WOKYfsz7/ccVfQiNYT/gU3X5qPby7e/yjAIDZ9tsRDAdzJX4IQUuiSCvhXeIv/"
    "JxC/mUFLjrjfP4Y5e9FN0PYbVnCvlr8Pnw/QDiA9MeH3oYHwM52xj+/evs3A+GvzUcDMegmcCduv7ia+9x6du8843i"
    "t82e90CgEcENQQ4fM8AJ+n43uegBdaz3YS3X/0uvdydP3+MXAZT6Pg/4Ch2/QIQc4AlSPBRzZt+w8jDOabu+avcZxv"
    "Ot3rOAvhA1zHQLcppI4Edr6oW9gxBfRt9ooQT1BiClbU+1vh7q7Skqw51B49b//11Hpq3TaA22GAH5/u79v3nxvAcj"
    "BmkzHAt937VgNoBKMB/tRsd3jvKeQnYfx8zcd8cvGeDNaT2BqUInNOJfPUxjRld4RIYpPD3npXk/M2Pitvt+A3z/xb"
    "fzp/d/nh8ueL95c/sy7izYKWDxk4t+/7MRD5HG0AZJxsf2BexcG8qg6YK5GyyIEYpdqIZ3gyXAEhb49HYr4zMetQTG"
    "x9xqPY8kuCfMsgorqJ5ECvqOKno0d25v9xhGfkiYWg1sXG0pvtDND77btWr9+8e4gcnLfNfos/ORety1jrm/ex+QkG"
    "Ab+0+18A/wj+zU6M+Pka9Ov/+4S/E3QoGWKyGEIttDD9Vh+16HGMMN1gukNkJcx3fItVVySq0vT6mGTOr4GgjYYOpr"
    "pRdI5jpGqeqz/PlLwgXEQHEiPbQhlyPHO7VuGxQhVZFrGSePbR9xTZLSAoRdSoLob91q/97KthsD063fvPfvf4fTGK"
    "9oQdswybDY6jKKWSQKrCuvJIIFMd6/Zso2mPkaoTqmonFNfUT19CumPeMIaTlwW0tGHiCTknaX2Tj8xzM94CMXwWk8"
    "TR5O/pmVJuCJ9g9rMpsU4kppbI89Msm8sk1DOn8aVHTDQm2hIsZgSYcClsJEDHAGLCDRw/2MDQxxa0lknbSkFaienk"
    "24nXYeiaOxwbWfzP32M2lW/RJ8q8UgHzikWMFO3/ekWpT1tlQ8BJ67bd7z42ANJ0tp8G+KZ7339sXz+JRgYxA33siC"
    "eddq/fum+xZq5m52+/kZ70PI+e9DxdT3oeV5YokeXvKLJEWWruu1aEqkzGWF0ppcBdyz9/CiAaIlFwMjgT4lZiySbR"
    "/UQspD/jf6Jl4kCJYeoJS082qtAZUhTVVetqr1twEUg7sV3Kfj770Yi6J2+zd9O8bZ0klq1CdR2qoZ0qh/QwF4Mesm"
    "33FyfuBP6jzOuA7XYq4IZls1WBtJ+YCD+2yIKhAogFNPTKvZ8APy3BDLIrrc2dqXRqA6GaswG0EHhBcyp3vypj0PVu"
    "V+qKUL0rwgv7pZteEXzaSl8RfmldN8ACjQf4tvW1fcOdJsS63kj8L91NQjnA7dYBDk4mjMMOOfcqAnOMrBy0K2T3f3"
    "+ZA+r3l6lI80dSoNH3OWOH9gbXWekASiFbNYVsxNEDTdlos8K7K05XN6+a8nfX3GJnFnHs4aaQpw5QBzPjrtG3CN1Q"
    "RxelVNysytxs86NLnVnHM8tK357ORmusb4c2HdoIbeKYGqdVM39MM8/kHvKy2dkdoVRcvcpc3Z+rxayQc3+MrH6y8G"
    "UelcplukblMqFQUUa2XRrZlC3oiG1BAnWJIcifjXQrEP9BOU1ATR4GbxN8BkYziDUDjQD7HxghE+qGGy/PrTKYWCY0"
    "dBtp4vEE2uinKTE0pH30+o6AbgNoA750tKRVaIffo+LzK8WOTjOsQ+7UFzlSVxS1U5pf5DlML9IP04vEYSo2SBF0A4"
    "Ia2n/Or/Io7liv9FjEq4TqLmBXhVHeKuSzyst4JzjPoW0vCDtBCyum44R1XNm7iLLVdHtuwOWwqAU5TldDvHdiSR7r"
    "ZGhKxI/0UK4VxR5TTSTlix2pCHYRv2Xo+KVQQpWAYP8ZVUKC3tjRDapj+4x/n0TC+/b7buZgJ+lVjitm4CTizR9BPf"
    "IkeolKBgMMcPOxz1ob7FZDvVVzeO8g3R5CzdQlAbnXhEENccq9J0QWm4oxo9vVXAQt4WmQX2PLWP3X3W4nsvqv23EW"
    "83R33WKQC8RZJ91VEyRTgyijUPoSr69pgElCHPRNpj1GqowDVTMOFIgbDbGBeGxmjOd65J/++YgMSD3fbrkGNh4Qem"
    "S7Pk0TG+WawW/0PdgVXll4hX39N0cqFFZQR5CgbSNZsrMiEDX5GHUFyJkbBGpbIvQkBqkrROx2YnGhTEG1FipMKNoS"
    "oHs2xNEKONnocFucTCFRBJ4+H6Ouy2dCTBPhbfn1jTtKnUAqZGcO2//hs0T74oPZxahP2D/rIe24QahP/ng12ZwFLf"
    "KuICAxyQcSQrpNfiWIrDfKXy8ZF+VZVegMATL+D5pQYDNJFgGHAWjxZt0C9gyeX70/BWSBkQbGS0Aw8rOvgDcQcC+A"
    "H5OW+LIHz5HjxQ/scwdNpHpR5vmKmOdrH7zZfWx/bt83Ow1ALP1Zx9AY4F6/dddgOwCZA9y+a35uNYBuemzu8Cpbb8"
    "tIJ0W+DVYUVZ6KygTjMJGD7RKdomFxqGW09XP6LB9zW/9fmVSiP6emIPcp9pd6fJfwupnI/+v8/OLiw/nbi/c/X11+"
    "+HD189sgJXnyUVZu8mvO1GK2iqRRgpe1KWrcD9PUkJu8e5vXsp9p2k8ybR6lt+lBGhDv0erpajaQpKRE5En0MH166H"
    "Sbt7xQhN9pgL+2Htuf2rztFVk6+/ms7a7du2v2b740gKnbJqSTWTWO1kploq7aRjl2g40yx+bbY/U1x6qceCqJW2VC"
    "TPIkcctjUt6vCaJi15KcxhpkbmsSZUPUaC1G7aEW5Smbh2S6HzPEMS4hJrqWYFgXCH11h6rTatplyFvEzCDRs8fNEO"
    "nqdp/hBhaQvFp3oQp3o8/YMYisV/ZhSixA5gh7Fx2RthD62vCPQpFukQUPTON//uEQCnkidDJ5SVO/7+BbtgiDq5qo"
    "dNDolt2o1h2bXSPGS7l1PEPxFaU76jKGe9Z3+ftqE9STtAr5bOQLOEgmD5AcFwrfVL3j60QVOE/5l4ntwtDd24IsED"
    "24R2SEoq8uLHmC0U0GqD5nQirwvBvPwEiclTzR3Mg/+8JWa3YEkgUG/NXECapLUhKXOG6erMTR+fGN3qfgW6hacCjH"
    "l0peXJVDWtm/K2f/Vlar/VmtlFV2/1Kq8u/YdapbdugPiy/tCJla3xuvb46jzcQlCiVG1kz0Q1R1wr+0+vOB+JrENT"
    "2HQIRIpRHIl0ZgJbVv6s/hyHQIu8Sb6xGTmAetManwoXXfEKpHXvHu7qHT6rfvP/OCd+acXSzZVAzwbfeel7ogGA1w"
    "87r72Oc+HjzCjnIXj9avD+1H3uJea7SNZMfya+HNoMGHl7D+9BQQEaKt0kBU0/Sxt8QPFcp/XbWj4Ei8LJRzjXKuSZ"
    "l1Ec1S0F4UptlCS3U8bLVArcmqWeBqAaoftzsuimuCUEGr/MAOUsxztRIVtuuwTeza9fBCP25zS2TzZoio5tm1Ftnw"
    "yR0Blb0AuH/qdPI5LwqtjkQNV9h18YENVKOFvFOXqhBiqSZcH891ZtxhMIPrbbm/zCAFC2gDDU0MyJ2dhDuTsMEuZg"
    "iLuq9Pjx3Rx60X+9HXOKA3P4IZYb9OWGXd4GRKpKbd3X2NNK7Zw8HdCni7SOYs9bNU7JDoPb3dWlmXhn0qndPtupKE"
    "h6nIy5iPUjifNJSpauemKlO7KoKu172G0F7kUQVfpKuCLxKq4AjfznsNjBCpK+CaUjOBM9i2t5S6JciKS9ORZVWlgj"
    "M3THzSpWKi9yRTRJyIPrmlQwI0XWMiGhPfCGYSm8iNJZPv0jvm8cUTvf0tzHM18BdQHndV8bhziwIVOfVWFDU8+HZS"
    "aSA9A3uK8/ves64fN76OVajmjtf9WJ0vEqVIctYiySxGksA0YNVJeYIdnmleQyGiGLxTTrUrgMuM2MgA87b7dN1pgY"
    "fH1k271/Ys9oFRUDzkTavE9I+tZide5UXIGhulKI9QqgzlVbbJh4WevLJMRFBSd53Muw71g5+3vOrULZfraeymE15T"
    "VbroiBTDkmuOn3o4/ZIT5DfOVVnT0l/ZpAJOBNj1BQKT8MS0ropagPORPRwTbQnGDgVsidiI3XQI4CH6/Laj83glnq"
    "1TGtRU+vhFL1SQDk1b3aYqc5ty5yMBeaquO+iv9N0SfTffN0kwM+qzef1rcW/at4+1ciNMX9f1dSNU15G/w3WEPZwR"
    "q6i3aJhIuYv+pS54uwTUS/lUENIolVqk6tK8l0uzZOGWhWv+fGXVXLJr0Y1u2RRnxuThVQK+Ob1vjxTXyHFd2Ed0l8"
    "oekc1RouzxszymK3uCVJLrlT1djEQKDVf14i2yU7DQ6Ux4IPJUMp6BPKnJKUqcR00TO5oCyzfPQhO48yrNTVU0N8dV"
    "Jbs4vzn52r3haWdeyYTnnLl9fLprAM1yzAG+bvZ6DTBmi3KAPz+1+83HBnh2dAqtAe79dt//0uATTGcD/OlX9jLfB7"
    "jb/8JrbROx+HNN2q6z1FCdFrOxBwRVnrRNvfdymYQvMizCF8ogvC+DcMhrKwprRoT8imSr+PjNnBlWbH/s6AbVsX3G"
    "v0/C77/9vhs2v5NoeaX/TOcuSv+p9J8VneR8+s/DBctXbS/XQltXH1Az1HUHUyxVFN1tNEuViD0+VlxTg48fGWN+bN"
    "/0D6VY6sPnE4leiTefZqmVKHzO7UK0IJYGKI994EIun2AbjC2ysBEYLz+CEf9ukb54SgwNaadgxKYbGSMAWZNu2RTw"
    "1aLJvIfKHHqL2gMqMvagkbEFU+uWm1b3sBMQUVpc5dFZXKWrLK6S5QX5bimCbUBQQ51QOfAmxJU8WSdce5rPdGOMpm"
    "g9H4+5H9lcHCTxhGunlR2QvgE344jkXfL72epogrjxxHRsfeKVsef16tkdjcm79hkYQYuyQ27onmm86s6ILQjx0R6B"
    "KUKamwICQWsyA+6WlHrc7u6bpOkmyIKtM7+OgOE8JxJOfAs1K0NOBQw5YjoKMH2/fw15/rvzXHaW8wxDy7mytOzd0h"
    "J6s6Ep4R7pDtBJymMNcty397Ohcz4vgksKYp6kVJjnzOrtFgIqYvkKkVTD8sW/VnJA/vnXEVm+GFZWIY4eEBzrSt9D"
    "TLqhTxC2C8EaItkjsNAwfrL05xm1f/KL7iWxTutUBvyXedC/TAf/Mg37IWVMuxgrj9Id6/LeNyPXbWtSZKH7/TfCt2"
    "Jm0l2XUAjdZotAHCOroei9E64daAqKCCURomqIJXVwyOH1nyzEFTxFFChRKhURksR0CnXDkQl86Ss8RqaKsmy+ql91"
    "Wx/rhk4lkc35vI2jI+xRRvGyHSTZSvhBVDX88HTdad80wNwZM+FqgJ/uO+2eqFzkYGH01Ab44bH9tdlvNUB4mIM7FN"
    "toYiE6nEF7VkibGCWrn4RTftJVDzJKXlChPHRxOoX1eqwtZCDIbji8JNrm4Q7xQfbIgzQLTmmSA62ao/zn9rH5qc/j"
    "HNjjAe7dfGndPnU4+7EnM6Q5Buc/nfZXxnwM/bUinMeHt7hLapRSuaRW2SWV8pmyhlOLmEWnOUaq5rnK8/wqoEnM8D"
    "UhbK/iFD9ZnyY2tWNGtCvOGrSE51Nu8C9jHq+73U5kCq/bcUXT0911i7FOMXerCBpZgVtdG2pkgeXprzORTtAqxHMg"
    "7gM2nBMm1W98kZEMs09JQrc5vUTZHXkSkyfavea1ECD8TgN893DBE+a/HeDuI3cB5FGWxNKfdcwDLdlt567XAEEk8+"
    "HliwkxeY46e+gXoy2wXxK0e9wvvt9KeK4CX5YK7xZ2rTV5xbHNYibk1EqvFcPYgEsGmoNlR21WkfkI3f6S8JUZn3qY"
    "svIeJ0gDPRXxBN1Rg15aqkMLvRYA0eu9P+jexaF7Vx3oVOBuOtT1Ddx15tqGsx6lVLNelVmXXKe9t1fh2n8vnQm0KM"
    "+PXTRgO0KlJOToKRkOZMiLaJhGRWtnR2sLrJLgqhLR0Vji8JLKEaHtbukSYK17fegI79uiQnRqNqIigXqrYnU1WcWR"
    "RRlUoNgcIL/MRR3hUdGe+XDyFHploFS/1B5ShfWWTMkdpa4gaVA3lsIlY0ucbvlAPX+cOkLFlb5bgvTAhqgTPDsPQ0"
    "9L1RJi8muC0YdFsrawvplFbaU9pAHg4WTg3NHbT9obLckUeqByrFQux4o3PYVmYEVTp9JMezYSqSoZqqJDFa7HxSo6"
    "UChJIFEc01pdXRKIBuyxSmUlI7ehNHEjdFtaJ3KE72j5ShCY+ndALGBCmyLrDIzcUCQG1QiIEDGRewZSisw55YUgbQ"
    "SIQ+cO5XneRJSEPZNliyt57KJ1JqPlC3zvJlXBoEqJb1S6s11Hh6oU+Ekoy0iBz7UWjuRGns+NdEW9z1g4xns5YonF"
    "HH4Qi4Vr3d+27z83gNeFR751b1q9nttokQlPbsLbGUS3vzUAN+MvB/hTsy08TnkApueUenAfUva2nDNJ5qxnQsNI97"
    "cL0R2149fF+Yf3wdWJf8i6LPXump1O8na0QSCuCsItJQiXSZqYvU+hKP8wjQryL2smAhm2iKwYIVKOHrHgDMeCbgI4"
    "mY47Q+MVI9yIPVcM0cNovWxozg00tKQhtqnwx6hqBH95nr4ziLF3Uy8idYTpaoRrGTLIWKfs/eZUkuQgG9MIoQI1Zr"
    "DWUKGEWAFB/XIYlJ/dbcquQSn+JRmCc5ioGuJbHVJHGs5UMg0Z2hCfYENNSMWW+o71IoYFi4Hr9lfY5sCW/9rhHEGZ"
    "+Swd4QiVwjkHzkKJtVEukxWditaocrSGir9LF4WOMxJLFc5Ue9uLaglZehPTnBE4FCVTbjzKL0r5RVXRi6eQX5S/q0"
    "sAtu4lM2MMsHDVzENEG1XzGM125Q/SKm2OTo8NUaOVGD9nsM2Vi9tHGbnj1BWofYcYHcteK+SsGbavv6IpsSSZLX04"
    "uxj1CftnPai/hMaqEarFvFq93Sd3aV1tzUx/1hAnyOfLGriMAm5wF05sDbCYIQsBndqAjP+DJuz/0GL0vM7igpcyho"
    "CHV3FdOrDh0ualGnUq92cteXxp+E40bdoLWwmJ8B3lwFoRB1YxOwnE8zkB+rRVdmU96T489RqAzB17gJvNmwaAcOLl"
    "jzTnFwP8qcMbpwacxPfLYbz8qC5LaZFV6VFadWOXfpg2lSTw9BvLcSQuG9Xj83bdYKlX34X1oJ5nFRWSt1RrzaHMjy"
    "SdX/j9j7XOWnSJnucKOTjPCDk4T4YcCM+QFGaR4Uuyb3f4HcJavgPJmAmTC12TrdV0d6cwzVF7rpfmjcfuZRa7sAw3"
    "gVNKq2AV2xQ9p6gi0l1HQyQKRHGyWLrpReHkxDBEoSAUi0r4Ixf0IQ8RHTWKe/YYHy/lSv4MpAMShXN+nLkXaGG30Q"
    "q5jNYh4kdFvR0KeeWolc6O6uuotVnZkdLKjVRtpnfib/K6SilShsdJ/fI5nsb8I6LLq0opZAJzo8TWFjZFppvafONn"
    "TkvbL8LgBYEHyQ824P7lIbMXBPaMWBTwMbm5i86QyT+AOfsFdtK0VsaA6/PDpFrNqsZvDpr/bjeGMqW6Ll11fbiY3a"
    "rhuSM9wnDOFt9c/y5LUbROnRCl3R/K51fv4yB7TdWAdk70YorCFYFaqhI8CTuFXnW0KHI3DdMoJcHJFlfVhHxdRADM"
    "IYv7Lmd7ksSrIHeUL4dvJVv7/pES0TrkOpkuWYe9NNcL1iNIh6Y94skP2fbguRG5csLQMeJC78j76aOPTB72QpKA9w"
    "XgBaG5LZzQ5gacsLExoeIjRd8lzmw7/aaiqRrFu7h5Gh3bFfjEhzmT/zFVKRurJMi7c5X//A761yjhRmmn95hoy6Ep"
    "WcF9tpVSjCgrkip7U5WxSvutX/vZx3Sgtex07z/73eNntwTyGTUlMv0a0H0iBfsGsB+fB+HJq27rnD4xA+EH0fP7a7"
    "vXvu60GsDrMsBfWp3bBpixH8f+bt/etu7ZJ13TEB7g21an1ReF2d0TNn5IH8bJUJlc0qGvr8lFxcb/HWLjVwJ1AZk5"
    "QqRSV6qw+J0C6l8AC+AZIlFwxuA8sGmrNnteZW5YB2rJmRsO5p9QzSW7jVp0VU43zmhLQLfmxZ9DZ8v6NetKSiWAWr"
    "uo/DisEZmyqC9N2KtgbujbZoqoHdg7LY0ZqrUqsYlEK7Gmm0XY6MaS6hN7KIrA5rOO/MKD6QlGbv1L8Ez4J9GgweUp"
    "gMaCR9dPiDl3uL0CYrQAU4uYwrwhKqieAowYowTsysQ6UCLzRCr9OwZ4gEd/ODqiwxGjdDA3lYhSV4sZAdB+Yd24CY"
    "USMPa+F2mNwMuJur5R7D9M3G/gPb03EN+drxIoe//t8gio4p/82T6Kf2pupd6kFiZFA+N2z1K9HO8JLUOV61LifiXy"
    "AsnpbiV+/6OORSnNEOX+kCIAhigUhLyFc2QmxPi1F3PCGKNSUHpiHZIWhU+FMUShIDxxLWbT6bAoV4xRKSh5y5jQwk"
    "BGaBSMvMW0h9zNj/3qgrJljPCo0dxz8KjFLtVYXv4z3T00QqT8Q3lDGaGM7g2wKCOJUR314i+NlbigbCZwSWkVrCto"
    "itbgC1MdNY575s1CE2RJtZfpvDlCVA3eXIeaUBaaIstCVqG5iBCpuShrLpRHhTJXV8FEtd5cfZho7wcmC55ITC+i/T"
    "Sf0WXu982VVNm9fTFMT8ELWiINjJeBuQNZP9iALDDQtY/AQnNi8TTI2FgCYQRZ6BrCqdmUyxhYWFe4uy0llghngWAG"
    "7RlweOgwjxuHBmWDQsqfsR9HLcK/CU4pe0wXhNt17DMwWsyWIzc982KmT2bAcrj7rjhvuRnHeytALKDpwl5zBoStaA"
    "FtMENsVgHfMJoNdDecxmVOYGRB/IzsEQ9jZ4/ozyZbzLpoHGAyBaZuMBQQW42afep9NSc39We3tDF754kB2e4WcfAC"
    "gN6/OoASZzLLHfkusQTx+JrAJHT8kTXim/g/l0cWT1O13APV4M5ber0pA1phA5rHQmV3PwytZcoyXBHFwAtyvR2lS4"
    "X0VufJr4Gwy2Td6/Z98/E3eVzMtUTevf6t32omErxZNt3A7z5MV8NYizq53RtwoxkOkakJrvQEK9vG/vVnmuMKyIUV"
    "ljHCOqUV2bsKU2jRpYueEANBnOn0IF3zY0a4qwkIWsIzIL/4liIxdLudCAe7bscjZZ/urluPb94J1rWqSZ1izi+Ick"
    "CjEM6B8JhIzudMfD0KhW4OdEWmkCS+GXU2fII9BnzzXIJJ5UHQWs3SPL4Vogi4YZqN8K3YrS1W1OTqIgfIrFd6URP+"
    "TGatk2gVsqqaBCQ1BDkPxOkAx+Fle0wWOJMObkBQP2jLrx6zmBVauF53VYtHjqYyUCoDpTJQphsov7pK4R40pGnzwo"
    "9Ps8yVnnJ5yC14OfPn9WcI2GhiIc/kB7l17wcbeEOJhNLCPIg010D4ETzz2K6YNTBhrCxx3C3SVFfDqlGFJJGZNo10"
    "W5vtrbn8Bg6fYkPrRkVZy67NGwnmfhhG1ESWPpnJeJD3JJP9wFWfdXwnHf8tdrtMwPi7xF9u6dK61tpeRBoOkdQi81"
    "/8snyV67J8lXFZvkrc5timKoCw172G6L7LVV/1XUZ91Xey+qqYSm/LWW7DAcn+HVUPc55VI8f3tofZX/8PSyGfMA=="
)
