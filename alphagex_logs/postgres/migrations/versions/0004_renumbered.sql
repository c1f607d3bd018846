-- The schema of step 0004. It is history.

-- part: functions of agx
CREATE OR REPLACE FUNCTION agx.bury_renumbered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO agx.tombstone (table_name, pk) VALUES (TG_TABLE_NAME, OLD.id);
    RETURN NULL;
END $$;

-- part: trading_decisions
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "trading_decisions" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "trading_decisions" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: autonomous_trader_logs
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "autonomous_trader_logs" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "autonomous_trader_logs" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: autonomous_trade_log
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "autonomous_trade_log" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "autonomous_trade_log" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: autonomous_trade_activity
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "autonomous_trade_activity" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "autonomous_trade_activity" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: ml_decision_logs
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "ml_decision_logs" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "ml_decision_logs" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: oracle_predictions
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "oracle_predictions" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "oracle_predictions" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: ares_ml_outcomes
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "ares_ml_outcomes" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "ares_ml_outcomes" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: spx_wheel_ml_outcomes
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "spx_wheel_ml_outcomes" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "spx_wheel_ml_outcomes" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: psychology_analysis
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "psychology_analysis" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "psychology_analysis" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: ai_analysis_history
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "ai_analysis_history" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "ai_analysis_history" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: ai_predictions
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "ai_predictions" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "ai_predictions" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: ai_performance
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "ai_performance" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "ai_performance" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: ai_recommendations
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "ai_recommendations" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "ai_recommendations" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: wheel_activity_log
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "wheel_activity_log" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "wheel_activity_log" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: gex_change_log
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "gex_change_log" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "gex_change_log" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: spx_debug_logs
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "spx_debug_logs" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "spx_debug_logs" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: data_collection_log
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "data_collection_log" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "data_collection_log" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: options_collection_log
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "options_collection_log" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "options_collection_log" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: ml_predictions
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "ml_predictions" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "ml_predictions" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: pattern_learning
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "pattern_learning" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "pattern_learning" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: ml_regime_models
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "ml_regime_models" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "ml_regime_models" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: ml_models
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "ml_models" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "ml_models" ENABLE ALWAYS TRIGGER agx_bury_renumbered;

-- part: psychology_notifications
CREATE OR REPLACE TRIGGER agx_bury_renumbered AFTER UPDATE ON "psychology_notifications" FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered();
ALTER TABLE "psychology_notifications" ENABLE ALWAYS TRIGGER agx_bury_renumbered;
